// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "./Context.sol";
import {Rejections} from "./Rejections.sol";
import {Shell} from "./Shell.sol";

/// What data handlers have in common whose records' keys cover all parts of a contribution: a new one meets none that there is.
abstract contract RecordsByParts is Shell {
    function beginRecord(Context ctx, uint256 id, uint256 label, bytes calldata)
        internal
        view
        override
        returns (uint256 slot)
    {
        ctx.setRecord(RECORD_EXISTS, id, block.timestamp, msg.sender, label);
    }

    function refusalOf(uint256) internal pure override returns (uint16 code) {
        return Rejections.TRAP;
    }
}
