// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "../Context.sol";
import {Rejections, reject} from "../Rejections.sol";
import {Samples} from "../Samples.sol";
import {Shell} from "../Shell.sol";
import {Slots} from "../Slots.sol";

/// Data handler: one slot per sample and label, so that a repeat finds it taken (docs/spec/shell.md, "Data handlers").
abstract contract Unique is Shell {
    /// Lowest bit of what ties a record to the parts that its key leaves out.
    uint256 private constant BINDING_BIT = 152;

    function beginRecord(Context ctx, uint256 id, uint256 label, bytes calldata sample)
        internal
        view
        override
        returns (uint256 slot)
    {
        slot = keyOf(label, Samples.hash(sample));
        if (Slots.load(slot) != 0) reject(Rejections.DUPLICATE_DATA);
        uint256 binding = bindingOf(id, block.timestamp, slot, msg.sender);
        ctx.setRecord(RECORD_EXISTS | (binding << BINDING_BIT), id, block.timestamp, msg.sender, label);
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
        // A record that there is not has no bits of a binding either, but those could be asked for.
        if (word & RECORD_EXISTS == 0 || word >> BINDING_BIT != bindingOf(id, time, slot, submitter)) {
            reject(Rejections.UNKNOWN_RECORD);
        }
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

    /// The first 104 bits of keccak256(06 ‖ id (6 bytes) ‖ time (5) ‖ key (32) ‖ submitter (20)).
    function bindingOf(uint256 id, uint256 time, uint256 key, address submitter) private pure returns (uint256 binding) {
        assembly ("memory-safe") {
            mstore(0, shl(160, or(or(shl(88, 6), shl(40, id)), time)))
            mstore(32, submitter)
            mstore(12, key)
            binding := shr(BINDING_BIT, keccak256(0, 64))
        }
    }
}
