// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// The log: with the sealed initial state it is all that replay needs (docs/spec/shell.md, "Log").
/// `entry` packs numbers from the top down, the version byte first.
interface Log {
    /// A chunk of the initial state. `words` has 32 bytes, big-endian, for each state word.
    event StateWritten(address indexed actor, uint256 firstWord, bytes words);

    /// The initial state is complete. `stateHash` covers the state words and `hot`.
    /// `entry`: version 8 bits, time 40.
    event Sealed(address indexed actor, uint256 entry, bytes32 stateHash, int256[] hot);

    /// A contribution. `entry`: version 8 bits, label 16, time 40, paid 64, cost 64.
    event DataAdded(uint256 indexed id, address indexed actor, uint256 entry, bytes sample);

    /// An action without arguments. `entry`: version 8 bits, action 8, reason 8, time 40, paid 64, amount 64.
    event Acted(uint256 indexed id, address indexed actor, uint256 entry);

    /// An action with arguments. `entry` as above.
    event Acted(uint256 indexed id, address indexed actor, uint256 entry, int64[] args);

    /// Credit paid out. `entry`: version 8 bits, time 40, amount 64.
    event Withdrawn(address indexed actor, address indexed to, uint256 entry);

    /// The payment of the entry before could not be delivered. `entry`: version 8 bits, amount 64.
    event Credited(address indexed actor, uint256 entry);
}

/// Packs `entry`. The arguments have to be within their widths.
library Entries {
    uint256 private constant VERSION = 1 << 248;

    function sealedAt(uint256 time) internal pure returns (uint256) {
        return VERSION | (time << 208);
    }

    function dataAdded(uint256 label, uint256 time, uint256 paid, uint256 cost) internal pure returns (uint256) {
        return VERSION | (label << 232) | (time << 192) | (paid << 128) | (cost << 64);
    }

    function acted(uint256 action, uint256 reason, uint256 time, uint256 paid, uint256 amount)
        internal
        pure
        returns (uint256)
    {
        return VERSION | (action << 240) | (reason << 232) | (time << 192) | (paid << 128) | (amount << 64);
    }

    function classAdded(uint256 label, uint256 time) internal pure returns (uint256) {
        return VERSION | (label << 232) | (time << 192);
    }

    function withdrawn(uint256 time, uint256 amount) internal pure returns (uint256) {
        return VERSION | (time << 208) | (amount << 144);
    }

    function credited(uint256 amount) internal pure returns (uint256) {
        return VERSION | (amount << 184);
    }
}
