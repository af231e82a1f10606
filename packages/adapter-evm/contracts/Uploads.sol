// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Contexts} from "./Context.sol";
import {Rejections, reject} from "./Rejections.sol";
import {Shell} from "./Shell.sol";
import {Slots} from "./Slots.sol";
import {COPIES, STATE_WORDS} from "./generated/Layout.sol";

/// An initial state that comes in chunks after the contract has been created, and goes on where it stopped.
abstract contract Uploads is Shell {
    /// Uploads a chunk of the initial state. Deployer only, before sealing.
    /// @param firstWord number of state words uploaded before
    /// @param words the next state words
    function initialize(uint256 firstWord, uint256[] calldata words) external payable {
        enter();
        uint256 uploaded = unsealed() >> 1;
        unchecked {
            if (firstWord != uploaded || words.length == 0 || words.length > STATE_WORDS - uploaded) {
                reject(Rejections.WRONG_CHUNK);
            }
            uploaded += words.length;
            if (uploaded == STATE_WORDS && strayBits(words[words.length - 1]) != 0) {
                reject(Rejections.INITIAL_STATE_MALFORMED);
            }
            requireEqualCopies(words);
            uint256 hash = Slots.load(Slots.UPLOAD_HASH);
            Slots.store(Slots.UPLOAD_HASH, storeWords(firstWord, words, hash));
            Slots.store(Slots.METER, uploaded << 1);
        }
        emit StateWritten(msg.sender, firstWord, Slots.asBytes(words));
    }

    /// Ends the upload: from here on data is taken, and nobody can set the state. Deployer only.
    /// @param hot one value for each of the model's hot cells
    function seal(int256[] calldata hot) external payable {
        enter();
        if (unsealed() >> 1 != STATE_WORDS) reject(Rejections.STATE_INCOMPLETE);
        uint256 hash = Slots.load(Slots.UPLOAD_HASH);
        Slots.store(Slots.UPLOAD_HASH, 0);
        sealWith(Contexts.create(), hash, hot);
    }

    /// Keeps state words from `first` on; the compositions whose initial words are in code have their own way.
    /// @return result `hash` extended by every one of them
    function storeWords(uint256 first, uint256[] calldata words, uint256 hash)
        internal
        virtual
        returns (uint256 result)
    {
        return Slots.storeState(first, words, hash);
    }

    /// Both copies of the model start from one state.
    function requireEqualCopies(uint256[] calldata words) private pure {
        if (COPIES == 1) return;
        uint256 difference;
        for (uint256 w = 0; w < words.length; w++) difference |= betweenCopies(words[w]);
        if (difference != 0) reject(Rejections.INITIAL_STATE_MALFORMED);
    }

    /// First check of both entries that only the deployer may use, and only before sealing.
    /// @return word the meter's first word
    function unsealed() private view returns (uint256 word) {
        if (msg.sender != instanceDeployer()) reject(Rejections.NOT_DEPLOYER);
        word = Slots.load(Slots.METER);
        if (word & SEALED != 0) reject(Rejections.ALREADY_SEALED);
    }
}
