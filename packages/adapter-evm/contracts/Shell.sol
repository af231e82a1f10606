// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context, Contexts} from "./Context.sol";
import {Instance} from "./Instance.sol";
import {Entries} from "./Log.sol";
import {Money} from "./Money.sol";
import {Rejections, reject} from "./Rejections.sol";
import {Samples} from "./Samples.sol";
import {Slots} from "./Slots.sol";
import {
    ACCOUNT_WORDS,
    ADDED_CLASSES_BIT,
    CLASSES,
    CTX_METER,
    CTX_PAID,
    CTX_PAY_AMOUNT,
    CTX_PAY_TO,
    CTX_RECORD_WORD,
    CTX_SUBMITTER,
    LAST_WORD_BITS,
    METER_WORDS,
    START_CLASSES,
    STATE_WORDS
} from "./generated/Layout.sol";

/// What stands around the kernels: entry points, checks, records, log and sealing. One behaviour on every chain:
/// docs/spec/shell.md. A composition's contract is this one and the generated hooks.
abstract contract Shell is Instance, Money {
    /// Bit 0 of the meter: the initial state is complete and data is taken.
    uint256 internal constant SEALED = 1;
    /// Largest number of 48 bits; as an id it stands for "about no contribution".
    uint256 internal constant NO_ID = (1 << 48) - 1;
    /// Bit of a record word that says that there is a record.
    uint256 internal constant RECORD_EXISTS = 1 << 128;
    /// Most items of a batch.
    uint256 private constant MAX_BATCH = 256;
    /// Value of `payTo`: the kernel pays the caller.
    uint256 private constant TO_CALLER = 1;

    // ---- before data is taken ----------------------------------------------------------------------------------

    /// Uploads a chunk of the initial state. Deployer only, before sealing.
    /// @param firstWord number of state words uploaded before
    /// @param words the next state words
    function initialize(uint256 firstWord, uint256[] calldata words) external payable {
        enter();
        uint256 uploaded = unsealed() >> 1;
        unchecked {
            if (firstWord != uploaded || words.length == 0 || words.length > STATE_WORDS - uploaded) {
                reject(Rejections.WRONG_CHUNK);
            }
            uploaded += words.length;
            if (uploaded == STATE_WORDS && words[words.length - 1] >> LAST_WORD_BITS != 0) {
                reject(Rejections.INITIAL_STATE_MALFORMED);
            }
            uint256 hash = Slots.load(Slots.UPLOAD_HASH);
            Slots.store(Slots.UPLOAD_HASH, storeWords(firstWord, words, hash));
            Slots.store(Slots.METER, uploaded << 1);
        }
        emit StateWritten(msg.sender, firstWord, Slots.asBytes(words));
    }

    /// Ends the upload: from here on data is taken, and nobody can set the state. Deployer only.
    /// @param hot one value for each of the model's hot cells
    function seal(int64[] calldata hot) external payable {
        enter();
        Context ctx = Contexts.create();
        if (unsealed() >> 1 != STATE_WORDS) reject(Rejections.STATE_INCOMPLETE);
        ctx.set(CTX_METER, SEALED);
        packHot(ctx, hot);
        uint256 hash = Slots.load(Slots.UPLOAD_HASH);
        for (uint256 i = 0; i < hot.length; i++) {
            hash = Slots.extend(hash, uint256(int256(hot[i])));
        }
        Slots.store(Slots.UPLOAD_HASH, 0);
        runSeal(ctx);
        storeMeter(ctx);
        emit Sealed(msg.sender, Entries.sealedAt(block.timestamp), bytes32(hash), hot);
    }

    // ---- contributions -----------------------------------------------------------------------------------------

    /// Adds a contribution. Send what {quote} says; the excess comes back.
    /// @param label 0 to the number of labels in use - 1
    /// @param sample canonical bytes
    function addData(uint16 label, bytes calldata sample) external payable {
        uint256 paid = enterWithPayment();
        Context ctx = Contexts.create();
        loadMeter(ctx);
        uint256 left = contribute(ctx, label, sample, paid);
        storeMeter(ctx);
        payCaller(left);
    }

    /// Adds several contributions at one moment, one after the other out of one payment: all of them or none. What is
    /// left of the payment comes back.
    /// @param labels one for each sample
    /// @param samples canonical bytes
    /// @return cost units that they cost together; a simulation with enough coins is their quote
    function addMany(uint16[] calldata labels, bytes[] calldata samples) external payable returns (uint256 cost) {
        cost = enterWithPayment();
        uint256 count = samples.length;
        if (labels.length != count) reject(Rejections.MALFORMED_MESSAGE);
        Context ctx = Contexts.create();
        loadMeter(ctx);
        requireSealed(ctx);
        checkBatchSize(count);
        uint256 left = cost;
        for (uint256 i = 0; i < count; i++) {
            left = contribute(ctx, labels[i], samples[i], left);
        }
        storeMeter(ctx);
        payCaller(left);
        unchecked {
            cost -= left;
        }
    }

    /// Runs several calls of this contract one after the other, as if the caller had made each of them: all or none.
    /// Takes no payment, and neither do they.
    /// @param calls calldata
    function multicall(bytes[] calldata calls) external payable {
        enter();
        checkBatchSize(calls.length);
        address code = original();
        for (uint256 i = 0; i < calls.length; i++) {
            bytes calldata data = calls[i];
            assembly ("memory-safe") {
                let at := mload(0x40)
                calldatacopy(at, data.offset, data.length)
                if iszero(delegatecall(gas(), code, at, data.length, 0, 0)) {
                    returndatacopy(at, 0, returndatasize())
                    revert(at, returndatasize())
                }
            }
        }
    }

    /// One addition, but for the meter's way back into storage.
    /// @param paid units that it may cost
    /// @return left units of them that it does not cost
    function contribute(Context ctx, uint256 label, bytes calldata sample, uint256 paid)
        private
        returns (uint256 left)
    {
        uint256 meterWord = ctx.get(CTX_METER);
        if (meterWord & SEALED == 0) reject(Rejections.NOT_SEALED);
        if (label >= labelsIn(meterWord)) reject(Rejections.LABEL_OUT_OF_RANGE);
        Samples.check(sample);
        uint256 id = (meterWord >> 1) & NO_ID;
        if (id == NO_ID) reject(Rejections.IDS_EXHAUSTED);
        unchecked {
            ctx.set(CTX_METER, meterWord + 2);
        }
        ctx.setSample(sample);
        ctx.set(CTX_PAID, paid);
        uint256 slot = beginRecord(ctx, id, label, sample);
        uint256 cost = uint256(int256(runAdd(ctx)));
        if (cost >> 63 != 0) reject(Rejections.TRAP);
        if (paid < cost) reject(Rejections.PAYMENT_BELOW_QUOTE);
        uint256 logged = keepRecord(ctx, slot, cost, id, label, sample);
        emit DataAdded(id, msg.sender, Entries.dataAdded(label, block.timestamp, paid, cost) | logged, sample);
        unchecked {
            return paid - cost;
        }
    }

    function checkBatchSize(uint256 count) private pure {
        if (count == 0) reject(Rejections.BATCH_EMPTY);
        if (count > MAX_BATCH) reject(Rejections.BATCH_TOO_LARGE);
    }

    /// First check of actions about no contribution; others need none, since records come after sealing.
    function requireSealed(Context ctx) internal pure {
        if (ctx.get(CTX_METER) & SEALED == 0) reject(Rejections.NOT_SEALED);
    }

    /// Packs the log entry of an action, after crediting what it pays to somebody else than the caller.
    /// @param reason the kernel's result
    function actedEntry(Context ctx, uint256 action, uint256 reason, uint256 paid) internal returns (uint256 entry) {
        if (reason > type(uint8).max) reject(Rejections.TRAP);
        uint256 amount = ctx.get(CTX_PAY_AMOUNT);
        if (ctx.get(CTX_PAY_TO) > TO_CALLER) credit(address(uint160(ctx.get(CTX_SUBMITTER))), amount);
        return Entries.acted(action, reason, block.timestamp, paid, amount);
    }

    /// Logs an action without arguments.
    /// @param id of the contribution that it is about, or {NO_ID}
    function logAction(Context ctx, uint256 id, uint256 action, uint256 reason, uint256 paid) internal {
        emit Acted(id, msg.sender, actedEntry(ctx, action, reason, paid));
    }

    /// Logs an action with arguments.
    function logAction(Context ctx, uint256 id, uint256 action, uint256 reason, uint256 paid, int64[] memory args)
        internal
    {
        emit Acted(id, msg.sender, actedEntry(ctx, action, reason, paid), args);
    }

    /// Sends what an action pays to the caller; the last thing an action does.
    function deliver(Context ctx) internal {
        if (ctx.get(CTX_PAY_TO) == TO_CALLER) payCaller(ctx.get(CTX_PAY_AMOUNT));
    }

    // ---- coins and messages that no entry takes ----------------------------------------------------------------

    receive() external payable {
        enter();
        reject(Rejections.MALFORMED_MESSAGE);
    }

    fallback() external payable {
        enter();
        reject(Rejections.MALFORMED_MESSAGE);
    }

    // ---- views -------------------------------------------------------------------------------------------------

    /// Units that one addition costs now.
    function quote() external view returns (int64 cost) {
        Context ctx = Contexts.create();
        loadMeter(ctx);
        return runQuote(ctx);
    }

    /// The label that the model gives a sample now.
    function predict(bytes calldata sample) external view returns (int32 label) {
        Context ctx = Contexts.create();
        loadMeter(ctx);
        Samples.check(sample);
        ctx.setSample(sample);
        return runPredict(ctx);
    }

    /// The meter's words.
    function meter() external view returns (uint256[] memory words) {
        return Slots.range(Slots.METER, METER_WORDS);
    }

    /// State words first to first + count - 1; words beyond the state are zero.
    function stateWords(uint64 first, uint64 count) external view returns (uint256[] memory words) {
        unchecked {
            return loadWords(first, count);
        }
    }

    /// Record under a key (`recordKey` in the core package); zero: there is none.
    function recordWord(bytes32 key) external view returns (uint256 word) {
        return Slots.load(uint256(key));
    }

    /// An account's words: bits 0-63 of the first are the units owed to it.
    function accountWords(address owner) external view returns (uint256[] memory words) {
        return Slots.range(Slots.account(owner), ACCOUNT_WORDS);
    }

    /// Claim marks of an account: bit i stands for contribution 256 * bucket + i.
    function marks(address owner, uint40 bucket) external view returns (uint256 word) {
        return Slots.load(Slots.marks(bucket, owner));
    }

    /// sha256 of the kernels that this contract was translated from.
    function kernelIds() external pure virtual returns (bytes32 model, bytes32 mechanism);

    // ---- generated for each composition ------------------------------------------------------------------------

    function loadMeter(Context ctx) internal view virtual;
    function storeMeter(Context ctx) internal virtual;
    /// Writes the hot cells into the meter. Refuses another number of values and values outside their cells.
    function packHot(Context ctx, int64[] calldata hot) internal pure virtual;
    function runSeal(Context ctx) internal virtual;
    function runAdd(Context ctx) internal virtual returns (int64 cost);
    function runQuote(Context ctx) internal view virtual returns (int64 cost);
    function runPredict(Context ctx) internal view virtual returns (int32 label);

    // ---- the composition's data handler ------------------------------------------------------------------------

    /// Makes the new contribution the open record.
    /// @return slot what {keepRecord} wants to know about it
    function beginRecord(Context ctx, uint256 id, uint256 label, bytes calldata sample)
        internal
        virtual
        returns (uint256 slot);

    /// Ends an addition.
    /// @param cost becomes deposit and left
    /// @return logged low bits of the log entry
    function keepRecord(Context ctx, uint256 slot, uint256 cost, uint256 id, uint256 label, bytes calldata sample)
        internal
        virtual
        returns (uint256 logged);

    /// The record's word as the addition leaves it.
    function wordOf(Context ctx, uint256 cost) internal pure returns (uint256 word) {
        return ctx.get(CTX_RECORD_WORD) | (cost << 64) | cost;
    }

    /// Labels in use, by the meter's first word.
    function labelsIn(uint256 meterWord) internal pure returns (uint256 count) {
        if (START_CLASSES == CLASSES) return CLASSES;
        unchecked {
            return START_CLASSES + uint16(meterWord >> ADDED_CLASSES_BIT);
        }
    }

    /// Keeps state words from `first` on; the compositions whose initial words are in code have their own way.
    /// @return result `hash` extended by every one of them
    function storeWords(uint256 first, uint256[] calldata words, uint256 hash)
        internal
        virtual
        returns (uint256 result)
    {
        return Slots.storeState(first, words, hash);
    }

    /// State words as they are now.
    function loadWords(uint256 first, uint256 count) internal view virtual returns (uint256[] memory words) {
        unchecked {
            return Slots.range(Slots.STATE + first, count);
        }
    }

    /// Puts a value into a cell of the meter that is zero there.
    /// @param cell bits from the lowest: 8 its word, 8 number of bits above it, 8 bits of a word that are not its own,
    /// 1 whether it is signed
    function packCell(Context ctx, uint256 cell, int64 value) internal pure {
        unchecked {
            uint256 offset = CTX_METER + 32 * (cell & 0xff);
            uint256 foreign = (cell >> 16) & 0xff;
            uint256 signed = (cell >> 24) & 1;
            int256 max = int256(type(uint256).max >> (foreign + signed));
            int256 min = signed == 0 ? int256(0) : ~max;
            if (value < min || value > max) reject(Rejections.INITIAL_STATE_MALFORMED);
            uint256 bits = (uint256(int256(value)) << foreign) >> ((cell >> 8) & 0xff);
            ctx.set(offset, ctx.get(offset) | bits);
        }
    }

    // ---- private -----------------------------------------------------------------------------------------------

    /// First check of both entries that only the deployer may use, and only before sealing.
    /// @return word the meter's first word
    function unsealed() private view returns (uint256 word) {
        if (msg.sender != instanceDeployer()) reject(Rejections.NOT_DEPLOYER);
        word = Slots.load(Slots.METER);
        if (word & SEALED != 0) reject(Rejections.ALREADY_SEALED);
    }
}
