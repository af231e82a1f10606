// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// The call was refused and changed nothing.
/// @param code number of the error catalogue (`ERROR_CODES` in the core package); 1000 and above: the mechanism's own
error Rejected(uint16 code);

/// Ends the call; everything it did is undone.
/// @dev One function instead of a `revert` in every place keeps the contract small.
function reject(uint16 code) pure {
    revert Rejected(code);
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
    uint16 internal constant UNKNOWN_RECORD = 400;
    uint16 internal constant NOT_PERMITTED = 410;
    uint16 internal constant IDS_EXHAUSTED = 411;
}
