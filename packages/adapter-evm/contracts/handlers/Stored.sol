// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "../Context.sol";
import {RecordsByParts} from "../RecordsByParts.sol";
import {Rejections, reject} from "../Rejections.sol";
import {Samples} from "../Samples.sol";
import {Slots} from "../Slots.sol";

/// Data handler: one slot per contribution (docs/spec/shell.md, "Data handlers").
abstract contract Stored is RecordsByParts {
    function keepRecord(Context ctx, uint256, uint256 cost, uint256 id, uint256 label, bytes calldata sample)
        internal
        override
        returns (uint256 logged)
    {
        uint256 slot = Slots.record(id, block.timestamp, label, Samples.hash(sample), msg.sender);
        Slots.store(slot, wordOf(ctx, cost));
    }

    /// Refuses claims about contributions that the parts do not name, and opens the record of those they do.
    /// @return slot where the record is
    function openRecord(
        Context ctx,
        uint256 id,
        uint256 time,
        address submitter,
        uint256 label,
        bytes32 sampleHash
    ) internal view returns (uint256 slot) {
        slot = Slots.record(id, time, label, sampleHash, submitter);
        uint256 word = Slots.load(slot);
        if (word & RECORD_EXISTS == 0) reject(Rejections.UNKNOWN_RECORD);
        ctx.setRecord(word, id, time, submitter, label);
    }
}
