// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "../Context.sol";
import {RecordsByParts} from "../RecordsByParts.sol";
import {Rejections, reject} from "../Rejections.sol";
import {Samples} from "../Samples.sol";
import {Slots} from "../Slots.sol";

/// Data handler: contributions are leaves of a Merkle mountain range, an addition writes one of its peaks, and the first
/// claim that writes a record opens its slot (docs/spec/shell.md, "Data handlers").
abstract contract Accumulator is RecordsByParts {
    /// The peak of height h is in slot PEAKS + h, if the number of leaves has the binary digit h.
    uint256 private constant PEAKS = 1 << 136;

    function keepRecord(Context ctx, uint256, uint256 cost, uint256 id, uint256 label, bytes calldata sample)
        internal
        override
        returns (uint256 logged)
    {
        uint256 word = wordOf(ctx, cost);
        uint256 node = leafOf(Slots.record(id, block.timestamp, label, Samples.hash(sample), msg.sender), word);
        uint256 peak = PEAKS;
        unchecked {
            for (uint256 leaves = id; leaves & 1 != 0; leaves >>= 1) {
                node = parentOf(Slots.load(peak), node);
                peak++;
            }
        }
        Slots.store(peak, node);
        return uint64(word >> 128);
    }

    /// Refuses claims about contributions that the parts do not name, and opens the record of those they do.
    /// @param initialWord the record as the addition left it; ignored, as the proof, where the record has its slot
    /// @param proof siblings from the leaf up to its peak
    /// @return slot where the record is, or comes when it is written
    function openRecord(
        Context ctx,
        uint256 id,
        uint256 time,
        address submitter,
        uint256 label,
        bytes32 sampleHash,
        uint256 initialWord,
        bytes32[] calldata proof
    ) internal view returns (uint256 slot) {
        slot = Slots.record(id, time, label, sampleHash, submitter);
        uint256 word = Slots.load(slot);
        if (word == 0) {
            requireLeaf(id, leafOf(slot, initialWord), proof);
            word = initialWord;
        }
        ctx.setRecord(word, id, time, submitter, label);
    }

    function requireLeaf(uint256 id, uint256 node, bytes32[] calldata proof) private view {
        uint256 meterWord = Slots.load(Slots.METER);
        uint256 leaves = (meterWord >> 1) & NO_ID;
        // Before sealing the meter counts words instead.
        if (meterWord & SEALED == 0 || id >= leaves) reject(Rejections.UNKNOWN_RECORD);
        // Neither is zero, so the proof's length is compared with the number of the highest digit that differs.
        if ((id ^ leaves) >> proof.length != 1) reject(Rejections.STALE_PROOF);
        unchecked {
            for (uint256 h = 0; h < proof.length; h++) {
                uint256 sibling = uint256(proof[h]);
                node = (id >> h) & 1 == 0 ? parentOf(node, sibling) : parentOf(sibling, node);
            }
            if (node != Slots.load(PEAKS + proof.length)) reject(Rejections.UNKNOWN_RECORD);
        }
    }

    /// keccak256(07 ‖ key (32 bytes) ‖ initial word (32))
    function leafOf(uint256 key, uint256 word) private pure returns (uint256 leaf) {
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore8(at, 7)
            mstore(add(at, 1), key)
            mstore(add(at, 33), word)
            leaf := keccak256(at, 65)
        }
    }

    /// keccak256(left ‖ right)
    function parentOf(uint256 left, uint256 right) private pure returns (uint256 node) {
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            node := keccak256(0, 64)
        }
    }
}
