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
    ADDED_CLASSES_BIT,
    AMOUNT_BITS,
    CLASSES,
    COPIES,
    CTX_METER,
    CTX_PAID,
    CTX_PAY_AMOUNT,
    CTX_PAY_TO,
    CTX_RECORD_WORD,
    CTX_SUBMITTER,
    EXISTS_BIT,
    HOT_CELLS,
    LAST_WORD_BITS,
    MAX_DEPOSIT_BITS,
    START_CLASSES
} from "./generated/Layout.sol";

/// What stands around the kernels: entry points, checks, records, log and sealing. One behaviour on every chain:
/// docs/spec/shell.md. A composition's contract is this one and the generated hooks.
abstract contract Shell is Instance, Money {
    /// Bit 0 of the meter: the initial state is complete and data is taken.
    uint256 internal constant SEALED = 1;
    /// Largest number of 48 bits; as an id it stands for "about no contribution".
    uint256 internal constant NO_ID = (1 << 48) - 1;
    /// Bit of a record word that says that there is a record.
    uint256 internal constant RECORD_EXISTS = 1 << EXISTS_BIT;
    /// Most items of a batch.
    uint256 private constant MAX_BATCH = 256;
    /// Value of `payTo`: the kernel pays the caller.
    uint256 private constant TO_CALLER = 1;

    // ---- sealing -----------------------------------------------------------------------------------------------

    /// Ends the upload of the initial state: from here on data is taken, and nobody can set the state.
    /// @param ctx new
    /// @param hash over the state words
    /// @param hot one value for each of the model's hot cells
    function sealWith(Context ctx, uint256 hash, int256[] memory hot) internal {
        ctx.set(CTX_METER, SEALED);
        if (hot.length != HOT_CELLS) reject(Rejections.INITIAL_STATE_MALFORMED);
        for (uint256 k = 0; k < HOT_CELLS; k++) {
            packCell(ctx, hotCell(k), hot[k]);
            if (COPIES == 2 && hot[k] != hot[k % (HOT_CELLS / 2)]) reject(Rejections.INITIAL_STATE_MALFORMED);
            hash = Slots.extend(hash, uint256(hot[k]));
        }
        runSeal(ctx);
        storeWholeMeter(ctx);
        emit Sealed(msg.sender, Entries.sealedAt(block.timestamp), bytes32(hash), hot);
    }

    // ---- contributions -----------------------------------------------------------------------------------------

    /// Adds a contribution. Send what {quote} says; the excess comes back.
    /// @param label 0 to the number of labels in use - 1
    /// @param sample canonical bytes
    function addData(uint256 label, bytes calldata sample) external payable {
        uint256 paid = enterWithPayment();
        Context ctx = withMeter();
        uint256 left = contribute(ctx, label, sample, paid);
        storeMeter(ctx);
        payCaller(left);
    }

    /// Adds several contributions at one moment, one after the other out of one payment: all of them or none. What is
    /// left of the payment comes back.
    /// @param count of contributions
    /// @param batch for each of them label (2 bytes), length of the sample (4 bytes), canonical bytes of the sample
    /// @return cost units that they cost together; a simulation with enough coins is their quote
    function addMany(uint256 count, bytes calldata batch) external payable returns (uint256 cost) {
        cost = enterWithPayment();
        Context ctx = withMeter();
        requireSealed(ctx);
        checkBatchSize(count);
        uint256 left = cost;
        unchecked {
            for (; count > 0; count--) {
                bytes calldata sample;
                uint256 label;
                (label, sample, batch) = Samples.nextOf(batch);
                left = contribute(ctx, label, sample, left);
            }
            cost -= left;
        }
        if (batch.length != 0) reject(Rejections.MALFORMED_MESSAGE);
        storeMeter(ctx);
        payCaller(left);
    }

    /// Runs several calls of this contract one after the other, as if the caller had made each of them: all or none.
    /// Takes no payment, and neither do they.
    /// @param calls calldata
    function multicall(bytes[] calldata calls) external payable {
        enter();
        checkBatchSize(calls.length);
        address code = original();
        for (uint256 i = 0; i < calls.length; i++) {
            assembly ("memory-safe") {
                // Offsets and lengths beyond the end of the calldata read zeros there: no call that there is.
                let data := add(calls.offset, calldataload(add(calls.offset, shl(5, i))))
                let length := calldataload(data)
                let at := mload(0x40)
                calldatacopy(at, add(data, 32), length)
                if iszero(delegatecall(gas(), code, at, length, 0, 0)) {
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
        if (cost >> MAX_DEPOSIT_BITS != 0) reject(refusalOf(cost));
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

    fallback() external payable {
        enter();
        reject(Rejections.MALFORMED_MESSAGE);
    }

    // ---- views -------------------------------------------------------------------------------------------------

    /// Units that one addition costs now.
    function quote() external view returns (int64 cost) {
        return runQuote(forQuote());
    }

    /// The label that the model gives a sample now.
    function predict(bytes calldata sample) external view returns (int32 label) {
        Context ctx = forPrediction();
        Samples.check(sample);
        ctx.setSample(sample);
        return runPredict(ctx);
    }

    /// Words of consecutive storage slots: everything that the contract keeps, at the places that docs/spec/shell.md names.
    function slots(uint256 first, uint256 count) external view returns (uint256[] memory words) {
        Slots.returnRange(first, count);
    }


    // ---- generated for each composition ------------------------------------------------------------------------

    /// Memory of a call that adds, with the words of the meter that it uses. As of {Contexts-create}: its first use of memory.
    function withMeter() internal view virtual returns (Context ctx);
    /// Stores the words that additions change.
    function storeMeter(Context ctx) internal virtual;
    function storeWholeMeter(Context ctx) internal virtual;
    /// {withMeter} for what {runQuote} uses.
    function forQuote() internal view virtual returns (Context ctx);
    /// {withMeter} for what {runPredict} uses.
    function forPrediction() internal view virtual returns (Context ctx);
    /// Where a hot cell is, as {packCell} wants it.
    function hotCell(uint256 k) internal pure virtual returns (uint256 cell);
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

    /// Why a cost cannot be a deposit: negative ones are a kernel's mistake.
    function refusalOf(uint256 cost) internal pure virtual returns (uint16 code);

    /// Ends an addition.
    /// @param cost becomes deposit and left
    /// @return logged low bits of the log entry
    function keepRecord(Context ctx, uint256 slot, uint256 cost, uint256 id, uint256 label, bytes calldata sample)
        internal
        virtual
        returns (uint256 logged);

    /// The record's word as the addition leaves it.
    function wordOf(Context ctx, uint256 cost) internal pure returns (uint256 word) {
        return ctx.get(CTX_RECORD_WORD) | (cost << AMOUNT_BITS) | cost;
    }

    /// Labels in use, by the meter's first word.
    function labelsIn(uint256 meterWord) internal pure returns (uint256 count) {
        if (START_CLASSES == CLASSES) return CLASSES;
        unchecked {
            return START_CLASSES + uint16(meterWord >> ADDED_CLASSES_BIT);
        }
    }

    /// What the last state word has beyond the last cell, of any copy of the model.
    function strayBits(uint256 lastWord) internal pure returns (uint256 bits) {
        if (COPIES == 1) return lastWord >> LAST_WORD_BITS;
        return ((lastWord >> 128) | uint128(lastWord)) >> LAST_WORD_BITS;
    }

    /// What the two copies of the model have different in a state word.
    function betweenCopies(uint256 word) internal pure returns (uint256 bits) {
        return (word >> 128) ^ uint128(word);
    }

    /// Puts a value into a cell of the meter that is zero there.
    /// @param cell bits from the lowest: 8 its word, 8 number of bits above it, 8 bits of a word that are not its own,
    /// 1 whether it is signed
    function packCell(Context ctx, uint256 cell, int256 value) internal pure {
        bool fits;
        assembly ("memory-safe") {
            let foreign := byte(29, cell)
            let high := shl(foreign, value)
            switch byte(28, cell)
            case 0 { fits := eq(shr(foreign, high), value) }
            default { fits := eq(sar(foreign, high), value) }
            let at := add(add(ctx, CTX_METER), shl(5, byte(31, cell)))
            mstore(at, or(mload(at), shr(byte(30, cell), high)))
        }
        if (!fits) reject(Rejections.INITIAL_STATE_MALFORMED);
    }
}
