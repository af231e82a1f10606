// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Entries, Log} from "./Log.sol";
import {Refusal, Rejections, reject} from "./Rejections.sol";
import {Slots} from "./Slots.sol";

// Wei of one unit, in which all amounts are counted.
uint256 constant WEI_PER_UNIT = 1e9;
// Most gas that the recipient of a payment gets.
uint256 constant PAYMENT_GAS = 100_000;

/// Payments in and out, credit, and the guard against re-entry.
abstract contract Money is Log, Refusal {
    /// Not zero while a payment is under way: the only time when other code runs.
    uint256 private transient paying;

    /// First statement of every entry that takes no payment.
    function enter() internal view {
        if (paying != 0) reject(Rejections.REENTRANT_CALL);
        if (msg.value != 0) {
            units(msg.value);
            reject(Rejections.PAYMENT_NOT_ACCEPTED);
        }
    }

    /// First statement of every entry that takes a payment.
    /// @return paid units sent
    function enterWithPayment() internal view returns (uint256 paid) {
        if (paying != 0) reject(Rejections.REENTRANT_CALL);
        return units(msg.value);
    }

    /// Sends to the caller of the entry; what cannot be delivered is credited. The last thing an entry does.
    function payCaller(uint256 amount) internal {
        if (amount == 0) return;
        if (!send(msg.sender, amount)) {
            credit(msg.sender, amount);
            emit Credited(msg.sender, Entries.credited(amount));
        }
    }

    /// @return delivered false if the recipient refused; its return data is never copied
    function send(address to, uint256 amount) internal returns (bool delivered) {
        paying = 1;
        assembly ("memory-safe") {
            delivered := call(PAYMENT_GAS, to, mul(amount, WEI_PER_UNIT), 0, 0, 0, 0)
        }
        paying = 0;
    }

    function credit(address to, uint256 amount) internal {
        uint256 slot = Slots.account(to);
        uint256 word = Slots.load(slot);
        unchecked {
            if (uint64(word) + amount > type(uint64).max) reject(Rejections.TRAP);
            Slots.store(slot, word + amount);
        }
    }

    /// Pays out what is owed to the caller.
    /// @param to who receives it: the caller, or another address if the caller cannot take payments
    function withdraw(address to) external payable {
        enter();
        uint256 slot = Slots.account(msg.sender);
        uint256 word = Slots.load(slot);
        uint256 amount = uint64(word);
        if (amount == 0) reject(Rejections.NOTHING_TO_WITHDRAW);
        unchecked {
            Slots.store(slot, word - amount);
        }
        emit Withdrawn(msg.sender, to, Entries.withdrawn(block.timestamp, amount));
        if (!send(to, amount)) reject(Rejections.DELIVERY_FAILED);
    }

    function units(uint256 value) private pure returns (uint256 amount) {
        if (value % WEI_PER_UNIT != 0) reject(Rejections.PAYMENT_NOT_WHOLE_UNITS);
        amount = value / WEI_PER_UNIT;
        if (amount >> 63 != 0) reject(Rejections.PAYMENT_TOO_LARGE);
    }
}
