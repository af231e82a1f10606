// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Rejections, reject} from "./Rejections.sol";
import {FEATURES, MAX_ENTRIES, ENTRY_BYTES, INDEX_BYTES} from "./generated/Layout.sol";

/// The canonical encoding of samples (docs/spec/shell.md, "Samples").
library Samples {
    /// Refuses bytes that are not a sample of this shape.
    function check(bytes calldata sample) internal pure {
        unchecked {
            if (sample.length % ENTRY_BYTES != 0) reject(Rejections.SAMPLE_MALFORMED);
            if (sample.length == 0) reject(Rejections.SAMPLE_EMPTY);
            if (sample.length > MAX_ENTRIES * ENTRY_BYTES) reject(Rejections.SAMPLE_TOO_LARGE);
            if (INDEX_BYTES == 0) {
                if (sample.length != FEATURES * ENTRY_BYTES) reject(Rejections.SAMPLE_MALFORMED);
            } else {
                checkIndices(sample);
            }
        }
    }

    /// Splits a batch: label (2 bytes), length (4 bytes) and bytes of the first sample, and what is behind them.
    /// @dev Does not look whether the batch is that long. Then `rest` has a length below zero, and cannot come to zero any
    /// more: whoever splits all of it sees that.
    function nextOf(bytes calldata batch)
        internal
        pure
        returns (uint256 label, bytes calldata sample, bytes calldata rest)
    {
        assembly ("memory-safe") {
            let head := calldataload(batch.offset)
            label := shr(240, head)
            sample.offset := add(batch.offset, 6)
            sample.length := and(shr(208, head), 0xffffffff)
            rest.offset := add(sample.offset, sample.length)
            rest.length := sub(batch.length, add(6, sample.length))
        }
    }

    /// @dev keccak256(sample) without the copy that stays allocated. Leaves rubbish in free memory.
    function hash(bytes calldata sample) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, sample.offset, sample.length)
            result := keccak256(at, sample.length)
        }
    }

    function checkIndices(bytes calldata sample) private pure {
        bool ordered;
        uint256 last;
        if (ENTRY_BYTES == INDEX_BYTES) (ordered, last) = scanPacked(sample);
        else (ordered, last) = scan(sample);
        if (!ordered) reject(Rejections.INDEX_OUT_OF_ORDER);
        if (last >= FEATURES) reject(Rejections.INDEX_OUT_OF_RANGE);
    }

    /// Index by index.
    function scan(bytes calldata sample) private pure returns (bool ordered, uint256 last) {
        assembly ("memory-safe") {
            let shift := sub(256, shl(3, INDEX_BYTES))
            let at := sample.offset
            let end := add(at, sample.length)
            ordered := 1
            last := shr(shift, calldataload(at))
            for { at := add(at, ENTRY_BYTES) } lt(at, end) { at := add(at, ENTRY_BYTES) } {
                let index := shr(shift, calldataload(at))
                ordered := and(ordered, gt(index, last))
                last := index
            }
        }
    }

    /// A word of indices at once, where nothing is between them.
    /// @dev Each index is compared with its successor in a lane of twice its width: successor + 2^width - index - 1
    /// reaches 2^width if and only if the successor is larger. Even and odd indices take turns.
    function scanPacked(bytes calldata sample) private pure returns (bool ordered, uint256 last) {
        assembly ("memory-safe") {
            let width := shl(3, INDEX_BYTES)
            let ones := div(not(0), sub(shl(shl(1, width), 1), 1))
            let tops := shl(width, ones)
            let lanes := sub(tops, ones)
            let larger := tops
            let at := sample.offset
            let end := sub(add(at, sample.length), INDEX_BYTES)
            for {} lt(at, end) { at := add(at, 32) } {
                // What lies behind the last index has to look ordered.
                let beyond := shr(shl(3, sub(end, at)), not(0))
                let index := and(calldataload(at), not(beyond))
                let successor := or(calldataload(add(at, INDEX_BYTES)), beyond)
                larger := and(larger, sub(or(and(successor, lanes), tops), add(and(index, lanes), ones)))
                index := shr(width, index)
                successor := shr(width, successor)
                larger := and(larger, sub(or(and(successor, lanes), tops), add(and(index, lanes), ones)))
            }
            ordered := eq(larger, tops)
            last := shr(sub(256, width), calldataload(end))
        }
    }
}
