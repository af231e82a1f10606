// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "./Context.sol";
import {Rejections, reject} from "./Rejections.sol";
import {Samples} from "./Samples.sol";
import {Shell} from "./Shell.sol";
import {
    CTX_METER,
    CTX_PARTS_COUNT,
    CTX_PARTS_DIGEST,
    CTX_PARTS_ITEMS,
    CTX_PARTS_OPEN,
    CTX_PARTS_TABLE
} from "./generated/Layout.sol";

/// What a composition has whose mechanism has actions that open parts of a list (docs/spec/shell.md, "Lists in parts").
abstract contract Parts is Shell {
    /// Most parts of a list.
    uint256 private constant MOST_PARTS = 256;
    /// Bytes in front of a part's items: their length, and its salt or hash.
    uint256 private constant PART_HEAD = 36;
    /// Bytes in front of an item's sample: label and length.
    uint256 private constant ITEM_HEAD = 6;

    /// An action that opens parts, without arguments. `entry` as of `Acted`.
    event ActedParts(address indexed actor, uint256 entry, bytes parts);

    /// An action that opens parts, with arguments.
    event ActedParts(address indexed actor, uint256 entry, bytes parts, int64[] args);

    /// Reads an opening: refuses what is malformed, and keeps what it commits to and where its items are.
    function openParts(Context ctx, bytes calldata opening) internal pure {
        readItems(ctx, opening);
        ctx.set(CTX_PARTS_DIGEST, commitmentOf(opening, ctx.get(CTX_PARTS_COUNT)));
    }

    /// Logs an action that opens parts, without arguments.
    function logParts(Context ctx, uint256 action, uint256 reason, uint256 paid, bytes calldata parts) internal {
        emit ActedParts(msg.sender, actedEntry(ctx, action, reason, paid), parts);
    }

    /// Logs an action that opens parts, with arguments.
    function logParts(
        Context ctx,
        uint256 action,
        uint256 reason,
        uint256 paid,
        bytes calldata parts,
        int64[] memory args
    ) internal {
        emit ActedParts(msg.sender, actedEntry(ctx, action, reason, paid), parts, args);
    }

    /// Writes a table of the items of the open parts into new memory: label, place in calldata (32 bits), length (32).
    function readItems(Context ctx, bytes calldata opening) private pure {
        uint256 labels = labelsIn(ctx.get(CTX_METER));
        uint256 at;
        uint256 table;
        assembly ("memory-safe") {
            at := opening.offset
            table := mload(0x40)
        }
        unchecked {
            uint256 end = at + opening.length;
            uint256 next = table;
            uint256 parts = 0;
            uint256 open = 0;
            for (; at != end; parts++) {
                if (parts == MOST_PARTS || end - at < PART_HEAD) reject(Rejections.PARTS_MALFORMED);
                uint256 stop = numberAt(at, 4);
                at += PART_HEAD;
                if (stop == 0) continue;
                if (stop > end - at) reject(Rejections.PARTS_MALFORMED);
                open |= 1 << parts;
                stop += at;
                while (at != stop) {
                    if (stop - at < ITEM_HEAD) reject(Rejections.PARTS_MALFORMED);
                    uint256 label = numberAt(at, 2);
                    uint256 length = numberAt(at + 2, 4);
                    at += ITEM_HEAD;
                    if (length > stop - at) reject(Rejections.PARTS_MALFORMED);
                    if (label >= labels) reject(Rejections.LABEL_OUT_OF_RANGE);
                    Samples.check(bytesAt(at, length));
                    assembly ("memory-safe") {
                        mstore(next, or(or(shl(64, label), shl(32, at)), length))
                    }
                    at += length;
                    next += 32;
                }
            }
            assembly ("memory-safe") {
                mstore(0x40, next)
            }
            ctx.set(CTX_PARTS_TABLE, table);
            ctx.set(CTX_PARTS_ITEMS, (next - table) / 32);
            ctx.set(CTX_PARTS_COUNT, parts);
            ctx.set(CTX_PARTS_OPEN, open);
        }
    }

    /// What a well-formed opening of so many parts commits to. Leaves rubbish in free memory.
    function commitmentOf(bytes calldata opening, uint256 parts) private pure returns (uint256 digest) {
        assembly ("memory-safe") {
            let hashes := mload(0x40)
            let end := add(hashes, shl(5, parts))
            let at := opening.offset
            for { let hash := hashes } lt(hash, end) { hash := add(hash, 32) } {
                let length := shr(224, calldataload(at))
                at := add(at, 4)
                switch length
                case 0 { mstore(hash, calldataload(at)) }
                default {
                    // keccak256(domain, salt, items); the salt is right in front of the items.
                    mstore8(end, 12)
                    calldatacopy(add(end, 1), at, add(length, 32))
                    mstore(hash, keccak256(end, add(length, 33)))
                }
                at := add(at, add(length, 32))
            }
            digest := keccak256(hashes, shl(5, parts))
        }
    }

    function numberAt(uint256 at, uint256 length) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, length)), calldataload(at))
        }
    }

    function bytesAt(uint256 at, uint256 length) private pure returns (bytes calldata data) {
        assembly ("memory-safe") {
            data.offset := at
            data.length := length
        }
    }
}
