// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// Where things are in storage (docs/spec/shell.md, "Words and cells"). Solidity's own layout is not used.
library Slots {
    /// First word of the meter; further words follow.
    uint256 internal constant METER = 0;
    /// State word w is in slot STATE + w.
    uint256 internal constant STATE = 1 << 64;
    /// Hash over the state words uploaded so far; zero once sealed.
    uint256 internal constant UPLOAD_HASH = 1 << 128;

    /// keccak256(01 ‖ id (6 bytes) ‖ time (5) ‖ label (2) ‖ sampleHash (32) ‖ submitter (20))
    /// @dev The arguments have to be within these widths.
    function record(uint256 id, uint256 time, uint256 label, bytes32 sampleHash, address submitter)
        internal
        pure
        returns (uint256 slot)
    {
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, shl(144, or(or(shl(104, 1), shl(56, id)), or(shl(16, time), label))))
            mstore(add(at, 14), sampleHash)
            mstore(add(at, 46), shl(96, submitter))
            slot := keccak256(at, 66)
        }
    }

    /// keccak256(02 ‖ address (20 bytes)); further words follow.
    function account(address owner) internal pure returns (uint256 slot) {
        assembly ("memory-safe") {
            mstore(0, or(shl(248, 2), shl(88, owner)))
            slot := keccak256(0, 21)
        }
    }

    /// keccak256(03 ‖ bucket (5 bytes) ‖ address (20 bytes)): 256 claim marks of one account.
    function marks(uint256 bucket, address owner) internal pure returns (uint256 slot) {
        assembly ("memory-safe") {
            mstore(0, or(or(shl(248, 3), shl(208, bucket)), shl(48, owner)))
            slot := keccak256(0, 26)
        }
    }

    function load(uint256 slot) internal view returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
    }

    function store(uint256 slot, uint256 word) internal {
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    /// Stores state words from `first` on.
    /// @return result `hash` extended by every one of them
    function storeState(uint256 first, uint256[] calldata words, uint256 hash) internal returns (uint256 result) {
        assembly ("memory-safe") {
            let slot := add(STATE, first)
            mstore(0, hash)
            let at := words.offset
            for { let end := add(at, shl(5, words.length)) } lt(at, end) { at := add(at, 32) } {
                let word := calldataload(at)
                sstore(slot, word)
                slot := add(slot, 1)
                mstore(32, word)
                mstore(0, keccak256(0, 64))
            }
            result := mload(0)
        }
    }

    /// Stores all state words.
    /// @return hash over them
    /// @return last the last one
    function storeState(bytes memory words) internal returns (uint256 hash, uint256 last) {
        assembly ("memory-safe") {
            let slot := STATE
            mstore(0, 0)
            let at := add(words, 32)
            for { let end := add(at, mload(words)) } lt(at, end) { at := add(at, 32) } {
                last := mload(at)
                sstore(slot, last)
                slot := add(slot, 1)
                mstore(32, last)
                mstore(0, keccak256(0, 64))
            }
            hash := mload(0)
        }
    }

    /// keccak256(hash ‖ word)
    function extend(uint256 hash, uint256 word) internal pure returns (uint256 result) {
        assembly ("memory-safe") {
            mstore(0, hash)
            mstore(32, word)
            result := keccak256(0, 64)
        }
    }

    /// The same calldata as bytes: 32 for each word, big-endian.
    function asBytes(uint256[] calldata words) internal pure returns (bytes calldata data) {
        assembly ("memory-safe") {
            data.offset := words.offset
            data.length := shl(5, words.length)
        }
    }

    /// Ends the call with the words of consecutive slots, as an array in the ABI.
    function returnRange(uint256 first, uint256 count) internal view {
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, 32)
            mstore(add(start, 32), count)
            let at := add(start, 64)
            for { let end := add(at, shl(5, count)) } lt(at, end) { at := add(at, 32) } {
                mstore(at, sload(first))
                first := add(first, 1)
            }
            return(start, sub(at, start))
        }
    }
}
