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

    /// @dev keccak256(sample) without the copy that stays allocated. Leaves rubbish in free memory.
    function hash(bytes calldata sample) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, sample.offset, sample.length)
            result := keccak256(at, sample.length)
        }
    }

    function checkIndices(bytes calldata sample) private pure {
        bool ordered = true;
        uint256 last;
        assembly ("memory-safe") {
            let shift := sub(256, shl(3, INDEX_BYTES))
            let at := sample.offset
            let end := add(at, sample.length)
            last := shr(shift, calldataload(at))
            for { at := add(at, ENTRY_BYTES) } lt(at, end) { at := add(at, ENTRY_BYTES) } {
                let index := shr(shift, calldataload(at))
                ordered := and(ordered, gt(index, last))
                last := index
            }
        }
        if (!ordered) reject(Rejections.INDEX_OUT_OF_ORDER);
        if (last >= FEATURES) reject(Rejections.INDEX_OUT_OF_RANGE);
    }
}
