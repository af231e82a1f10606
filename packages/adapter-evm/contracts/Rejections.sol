// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// What a refused call ends with. In assembly only, so the contract has to name it for its ABI.
interface Refusal {
    /// The call was refused and changed nothing.
    /// @param code number of the error catalogue (`ERROR_CODES` in the core package); 1000 and above: the mechanism's
    /// own
    error Rejected(uint16 code);
}

/// Ends the call; everything it did is undone.
function reject(uint16 code) pure {
    assembly ("memory-safe") {
        mstore(0x20, code)
    }
    fail();
}

/// Ends the call with the code in the second word of the scratch space.
/// @dev The compiler inlines functions that are smaller, or as small and called with a literal. In these words, which
/// are the translated kernels' own, it is in the contract once.
function fail() pure {
    assembly ("memory-safe") {
        mstore(0, 0xcd6eaef500000000000000000000000000000000000000000000000000000000) // Rejected.selector
        mstore(4, and(mload(0x20), 0xffff))
        revert(0, 0x24)
    }
}

/// The catalogue's codes that the shell itself rejects with. A test holds them to `ERROR_CODES`.
library Rejections {
    uint16 internal constant TRAP = 1;
    uint16 internal constant REENTRANT_CALL = 2;
    uint16 internal constant MALFORMED_MESSAGE = 100;
    uint16 internal constant LABEL_OUT_OF_RANGE = 101;
    uint16 internal constant SAMPLE_MALFORMED = 102;
    uint16 internal constant SAMPLE_EMPTY = 103;
    uint16 internal constant SAMPLE_TOO_LARGE = 104;
    uint16 internal constant INDEX_OUT_OF_ORDER = 105;
    uint16 internal constant INDEX_OUT_OF_RANGE = 106;
    uint16 internal constant PARTS_MALFORMED = 108;
    uint16 internal constant BATCH_EMPTY = 109;
    uint16 internal constant BATCH_TOO_LARGE = 110;
    uint16 internal constant NOT_SEALED = 200;
    uint16 internal constant ALREADY_SEALED = 201;
    uint16 internal constant NOT_DEPLOYER = 202;
    uint16 internal constant STATE_INCOMPLETE = 203;
    uint16 internal constant WRONG_CHUNK = 204;
    uint16 internal constant INITIAL_STATE_MALFORMED = 205;
    uint16 internal constant CLASSES_FULL = 206;
    uint16 internal constant PAYMENT_BELOW_QUOTE = 300;
    uint16 internal constant PAYMENT_NOT_WHOLE_UNITS = 301;
    uint16 internal constant PAYMENT_NOT_ACCEPTED = 303;
    uint16 internal constant PAYMENT_TOO_LARGE = 304;
    uint16 internal constant NOTHING_TO_WITHDRAW = 305;
    uint16 internal constant DELIVERY_FAILED = 306;
    uint16 internal constant DEPOSIT_TOO_LARGE = 307;
    uint16 internal constant UNKNOWN_RECORD = 400;
    uint16 internal constant NOT_PERMITTED = 410;
    uint16 internal constant IDS_EXHAUSTED = 411;
    uint16 internal constant DUPLICATE_DATA = 412;
    uint16 internal constant STALE_PROOF = 413;
}
