// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Entries} from "./Log.sol";
import {Rejections, reject} from "./Rejections.sol";
import {Shell} from "./Shell.sol";
import {Slots} from "./Slots.sol";
import {ADDED_CLASSES_BIT, CLASSES} from "./generated/Layout.sol";

/// What a composition has that starts with fewer classes than it has room for.
abstract contract Growth is Shell {
    /// A class more. `entry`: version 8 bits, label 16, time 40. `name`: UTF-8, zeros behind it; nobody checks it.
    event ClassAdded(address indexed actor, uint256 entry, bytes32 name);

    /// Takes the next label into use.
    /// @param name for people; it is in the log only
    function addClass(bytes32 name) external payable {
        enter();
        uint256 word = Slots.load(Slots.METER);
        if (word & SEALED == 0) reject(Rejections.NOT_SEALED);
        if (msg.sender != classAdder()) reject(Rejections.NOT_PERMITTED);
        uint256 label = labelsIn(word);
        if (label == CLASSES) reject(Rejections.CLASSES_FULL);
        unchecked {
            Slots.store(Slots.METER, word + (1 << ADDED_CLASSES_BIT));
        }
        emit ClassAdded(msg.sender, Entries.classAdded(label, block.timestamp), name);
    }

    /// Labels in use: 0 to count - 1.
    function labels() external view returns (uint16 count) {
        return uint16(labelsIn(Slots.load(Slots.METER)));
    }

    /// Who may add classes; 0: nobody.
    function classAdder() internal view virtual returns (address);
}
