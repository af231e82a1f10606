// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Context} from "./Context.sol";
import {CLONABLE, CTX_ARGS, CTX_PARAMS} from "./generated/Layout.sol";

/// What one instance of a composition has for itself: deployer, parameters, roles. The contract that was created with
/// this code has them as immutables. Its clones are minimal proxies (EIP-1167) with the values behind their code, one
/// word each: they run the code with storage and coins of their own, and nothing reaches the contract itself.
abstract contract Instance {
    // Bytes of a minimal proxy.
    uint256 private constant PROXY_BYTES = 45;

    address private immutable DEPLOYER = msg.sender;
    /// The contract that was created with this code.
    address private immutable ORIGINAL = address(this);

    /// Fills in parameters and roles.
    function loadInstance(Context ctx) internal view {
        if (isOriginal()) return loadImmutables(ctx);
        assembly ("memory-safe") {
            extcodecopy(address(), add(ctx, CTX_PARAMS), add(PROXY_BYTES, 32), sub(CTX_ARGS, CTX_PARAMS))
        }
    }

    /// The contract whose code runs.
    function original() internal view returns (address) {
        return CLONABLE ? ORIGINAL : address(this);
    }

    /// Whether the code runs for the contract that was created with it, and not for a clone.
    function isOriginal() private view returns (bool) {
        return !CLONABLE || address(this) == ORIGINAL;
    }

    /// Who uploads the initial state and seals it.
    function instanceDeployer() internal view returns (address result) {
        if (isOriginal()) return DEPLOYER;
        assembly ("memory-safe") {
            extcodecopy(address(), 0, PROXY_BYTES, 32)
            result := mload(0)
        }
    }

    /// Ends the call with deployer, parameters, roles and kernel ids, one word each.
    function returnInstance(Context ctx, bytes32 modelKernel, bytes32 mechanismKernel) internal view {
        loadInstance(ctx);
        address first = instanceDeployer();
        assembly ("memory-safe") {
            let at := sub(add(ctx, CTX_PARAMS), 32)
            mstore(at, first)
            // Nothing behind the roles is needed any more.
            let end := add(ctx, CTX_ARGS)
            mstore(end, modelKernel)
            mstore(add(end, 32), mechanismKernel)
            return(at, add(96, sub(CTX_ARGS, CTX_PARAMS)))
        }
    }

    /// {loadInstance} of the contract that was created with this code; generated for each composition.
    function loadImmutables(Context ctx) internal view virtual;
}
