// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "../Context.sol";
import {Rejections, reject} from "../Rejections.sol";
import {Samples} from "../Samples.sol";
import {Shell} from "../Shell.sol";
import {Slots} from "../Slots.sol";
import {EXISTS_BIT} from "../generated/Layout.sol";

/// Data handler: one slot per sample and label, so that a repeat finds it taken (docs/spec/shell.md, "Data handlers").
abstract contract Unique is Shell {
    /// Bits of a record's binding that are not the time's.
    uint256 private constant HASH_BITS = 110;

    function beginRecord(Context ctx, uint256 id, uint256 label, bytes calldata sample)
        internal
        view
        override
        returns (uint256 slot)
    {
        slot = keyOf(label, Samples.hash(sample));
        if (Slots.load(slot) != 0) reject(Rejections.DUPLICATE_DATA);
        uint256 word = headOf(id, block.timestamp, slot, msg.sender) << EXISTS_BIT;
        ctx.setRecord(word, id, block.timestamp, msg.sender, label);
    }

    function refusalOf(uint256 cost) internal pure override returns (uint16 code) {
        return cost >> 63 == 0 ? Rejections.DEPOSIT_TOO_LARGE : Rejections.TRAP;
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
        if (word >> EXISTS_BIT != headOf(id, time, slot, submitter)) reject(Rejections.UNKNOWN_RECORD);
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

    /// What a record's word has from EXISTS_BIT on: that there is a record, and above it what ties the record to the parts that its key
    /// leaves out, the time and below it the first bits of keccak256(06 ‖ id (6 bytes) ‖ submitter (20) ‖ key (32)).
    function headOf(uint256 id, uint256 time, uint256 key, address submitter) private pure returns (uint256 head) {
        uint256 hash;
        assembly ("memory-safe") {
            mstore(0, or(or(shl(208, 6), shl(160, id)), submitter))
            mstore(32, key)
            hash := keccak256(5, 59)
        }
        return (time << (HASH_BITS + 1)) | (hash >> (255 - HASH_BITS)) | 1;
    }
}
