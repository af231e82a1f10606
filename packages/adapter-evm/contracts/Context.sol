// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {
    CTX_SAMPLE_OFFSET,
    CTX_SAMPLE_LENGTH,
    CTX_TIME,
    CTX_RECORD_WORD,
    CTX_RECORD_TIME,
    CTX_RECORD_LABEL,
    CTX_RECORD_ID,
    CTX_SUBMITTER,
    CTX_SIZE
} from "./generated/Layout.sol";

/// Memory that an entry point shares with the translated kernels; the offsets come from `contextLayout`.
type Context is uint256;

using Contexts for Context global;

library Contexts {
    /// Has to be the first use of memory in a call: only then is the block zero.
    function create() internal pure returns (Context ctx) {
        assembly ("memory-safe") {
            ctx := mload(0x40)
            mstore(0x40, add(ctx, CTX_SIZE))
        }
    }

    function get(Context ctx, uint256 offset) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(ctx, offset))
        }
    }

    function set(Context ctx, uint256 offset, uint256 value) internal pure {
        assembly ("memory-safe") {
            mstore(add(ctx, offset), value)
        }
    }

    /// A number that may be negative, sign-extended.
    function setSigned(Context ctx, uint256 offset, int256 value) internal pure {
        set(ctx, offset, uint256(value));
    }

    function setSample(Context ctx, bytes calldata sample) internal pure {
        uint256 offset;
        assembly ("memory-safe") {
            offset := sample.offset
        }
        ctx.set(CTX_SAMPLE_OFFSET, offset);
        ctx.set(CTX_SAMPLE_LENGTH, sample.length);
    }

    function setTime(Context ctx) internal view {
        ctx.set(CTX_TIME, block.timestamp);
    }

    /// Makes a contribution the open record.
    function setRecord(
        Context ctx,
        uint256 word,
        uint256 id,
        uint256 time,
        address submitter,
        uint256 label
    ) internal pure {
        ctx.set(CTX_RECORD_WORD, word);
        ctx.set(CTX_RECORD_ID, id);
        ctx.set(CTX_RECORD_TIME, time);
        ctx.set(CTX_SUBMITTER, uint160(submitter));
        ctx.set(CTX_RECORD_LABEL, label);
    }
}
