// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context, Contexts} from "./Context.sol";
import {Rejections, reject} from "./Rejections.sol";
import {Shell} from "./Shell.sol";
import {Slots} from "./Slots.sol";
import {COPIES, STATE_WORDS} from "./generated/Layout.sol";

/// An initial state that comes with the contract's creation: one transaction deploys and seals, and the code on chain
/// is without the entries of an upload.
abstract contract Genesis is Shell {
    /// Last statement of the constructor.
    /// @param words all state words, 32 bytes each
    /// @param hot one value for each of the model's hot cells
    function begin(bytes memory words, int256[] memory hot) internal {
        // Before the log entry, which leaves its data in the memory behind everything that is in use.
        Context ctx = Contexts.create();
        if (words.length != 32 * STATE_WORDS) reject(Rejections.STATE_INCOMPLETE);
        (uint256 hash, uint256 last) = Slots.storeState(words);
        if (strayBits(last) != 0) reject(Rejections.INITIAL_STATE_MALFORMED);
        requireEqualCopies(words);
        emit StateWritten(msg.sender, 0, words);
        sealWith(ctx, hash, hot);
    }

    /// Both copies of the model start from one state.
    function requireEqualCopies(bytes memory words) private pure {
        if (COPIES == 1) return;
        uint256 difference;
        for (uint256 w = 1; w <= STATE_WORDS; w++) {
            uint256 word;
            assembly ("memory-safe") {
                word := mload(add(words, shl(5, w)))
            }
            difference |= betweenCopies(word);
        }
        if (difference != 0) reject(Rejections.INITIAL_STATE_MALFORMED);
    }
}
