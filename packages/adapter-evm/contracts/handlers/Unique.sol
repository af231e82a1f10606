// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "../Context.sol";
import {Rejections, reject} from "../Rejections.sol";
import {Samples} from "../Samples.sol";
import {Shell} from "../Shell.sol";
import {Slots} from "../Slots.sol";

/// Data handler: one slot per sample and label, so that a repeat finds it taken (docs/spec/shell.md, "Data handlers").
abstract contract Unique is Shell {
    /// Bits of the word that are those of the binding's hash.
    uint256 private constant HASHED = 0x00000000ffffffffffffffffff0000fcffff000000000000ffff000000000000;
    /// Lowest bit of the time, modulo 2^32; it reaches to the top.
    uint256 private constant TIME_BIT = 224;
    /// Bits of the word that stay what they are.
    uint256 private constant FIXED = HASHED | RECORD_EXISTS | (type(uint256).max << TIME_BIT);

    function beginRecord(Context ctx, uint256 id, uint256 label, bytes calldata sample)
        internal
        view
        override
        returns (uint256 slot)
    {
        slot = keyOf(label, Samples.hash(sample));
        if (Slots.load(slot) != 0) reject(Rejections.DUPLICATE_DATA);
        ctx.setRecord(fixedBits(id, block.timestamp, slot, msg.sender), id, block.timestamp, msg.sender, label);
    }

    function keepRecord(Context ctx, uint256 slot, uint256 cost, uint256, uint256, bytes calldata)
        internal
        override
        returns (uint256 logged)
    {
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
        slot = keyOf(label, sampleHash);
        uint256 word = Slots.load(slot);
        if ((word ^ fixedBits(id, time, slot, submitter)) & FIXED != 0) reject(Rejections.UNKNOWN_RECORD);
        ctx.setRecord(word, id, time, submitter, label);
    }

    /// keccak256(05 ‖ label (2 bytes) ‖ sampleHash (32))
    function keyOf(uint256 label, bytes32 sampleHash) private pure returns (uint256 key) {
        assembly ("memory-safe") {
            mstore(0, shl(232, or(0x050000, label)))
            mstore(3, sampleHash)
            key := keccak256(0, 35)
        }
    }

    /// What the word says for good about the parts that the key leaves out: that they have a record, the time in the clear, and bits of
    /// keccak256(06 ‖ id (6 bytes) ‖ time (5) ‖ key (32) ‖ submitter (20)).
    function fixedBits(uint256 id, uint256 time, uint256 key, address submitter) private pure returns (uint256 bits) {
        uint256 hash;
        assembly ("memory-safe") {
            mstore(0, shl(160, or(or(shl(88, 6), shl(40, id)), time)))
            mstore(32, submitter)
            mstore(12, key)
            hash := keccak256(0, 64)
        }
        return (hash & HASHED) | RECORD_EXISTS | (time << TIME_BIT);
    }
}
