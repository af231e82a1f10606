// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Rejections, reject} from "./Rejections.sol";
import {Shell} from "./Shell.sol";
import {Slots} from "./Slots.sol";
import {STATE_WORDS} from "./generated/Layout.sol";

/// An initial state that comes with the contract's creation: one transaction deploys and seals, and the code on chain
/// is without the entries of an upload.
abstract contract Genesis is Shell {
    /// Last statement of the constructor.
    /// @param words all state words, 32 bytes each
    /// @param hot one value for each of the model's hot cells
    function begin(bytes memory words, int256[] memory hot) internal {
        if (words.length != 32 * STATE_WORDS) reject(Rejections.STATE_INCOMPLETE);
        (uint256 hash, uint256 last) = Slots.storeState(words);
        if (strayBits(last) != 0) reject(Rejections.INITIAL_STATE_MALFORMED);
        emit StateWritten(msg.sender, 0, words);
        sealWith(hash, hot);
    }
}
