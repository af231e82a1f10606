// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "./Context.sol";
import {Rejections, reject} from "./Rejections.sol";
import {Samples} from "./Samples.sol";
import {Shell} from "./Shell.sol";
import {CTX_DIGEST, CTX_ITEM_NEXT, CTX_METER, CTX_RECORD_LABEL} from "./generated/Layout.sol";

/// What a composition has whose mechanism has actions about committed items, or that take 32 bytes from the caller.
abstract contract Items is Shell {
    // Bits of a packed entry below an item's label.
    uint256 private constant LABEL_BIT = 48;

    /// An action about an item, without arguments. `entry`: as of `Acted`, then label 16 bits.
    /// `next`: commitment to the items behind this one, or the secret behind the last.
    event ActedItem(address indexed actor, uint256 entry, bytes32 next, bytes sample);

    /// An action about an item, with arguments.
    event ActedItem(address indexed actor, uint256 entry, bytes32 next, bytes sample, int64[] args);

    /// An action that takes 32 bytes, without arguments. `entry` as of `Acted` without them.
    event Acted(uint256 indexed id, address indexed actor, uint256 entry, bytes32 digest);

    /// An action that takes 32 bytes, with arguments.
    event Acted(uint256 indexed id, address indexed actor, uint256 entry, bytes32 digest, int64[] args);

    /// Refuses an item that an addition would be refused for, and makes it the call's.
    function openItem(Context ctx, uint256 label, bytes calldata sample, bytes32 next) internal pure {
        if (label >= labelsIn(ctx.get(CTX_METER))) reject(Rejections.LABEL_OUT_OF_RANGE);
        Samples.check(sample);
        ctx.setSample(sample);
        // No record is open, so its label is free.
        ctx.set(CTX_RECORD_LABEL, label);
        ctx.set(CTX_ITEM_NEXT, uint256(next));
    }

    /// Logs an action about an item, without arguments.
    function logItem(Context ctx, uint256 action, uint256 reason, uint256 paid, bytes calldata sample) internal {
        emit ActedItem(msg.sender, itemEntry(ctx, action, reason, paid), bytes32(ctx.get(CTX_ITEM_NEXT)), sample);
    }

    /// Logs an action about an item, with arguments.
    function logItem(
        Context ctx,
        uint256 action,
        uint256 reason,
        uint256 paid,
        bytes calldata sample,
        int64[] memory args
    ) internal {
        emit ActedItem(msg.sender, itemEntry(ctx, action, reason, paid), bytes32(ctx.get(CTX_ITEM_NEXT)), sample, args);
    }

    /// Logs an action that takes 32 bytes, without arguments.
    function logDigest(Context ctx, uint256 id, uint256 action, uint256 reason, uint256 paid) internal {
        emit Acted(id, msg.sender, actedEntry(ctx, action, reason, paid), bytes32(ctx.get(CTX_DIGEST)));
    }

    /// Logs an action that takes 32 bytes, with arguments.
    function logDigest(Context ctx, uint256 id, uint256 action, uint256 reason, uint256 paid, int64[] memory args)
        internal
    {
        emit Acted(id, msg.sender, actedEntry(ctx, action, reason, paid), bytes32(ctx.get(CTX_DIGEST)), args);
    }

    function itemEntry(Context ctx, uint256 action, uint256 reason, uint256 paid) private returns (uint256 entry) {
        return actedEntry(ctx, action, reason, paid) | (ctx.get(CTX_RECORD_LABEL) << LABEL_BIT);
    }
}
