// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// Takes no payment.
contract Refuser {
    receive() external payable {
        revert("no");
    }
}

/// Uses all the gas that it gets.
contract GasBurner {
    receive() external payable {
        while (true) {}
    }
}

/// Takes the payment and answers with as many bytes as the gas allows.
contract Flooder {
    receive() external payable {
        assembly {
            return(0, 150000)
        }
    }
}

/// Refuses the payment with a megabyte, or with what the gas allows.
contract RevertFlooder {
    receive() external payable {
        assembly {
            revert(0, 1000000)
        }
    }
}

/// Calls back while it is paid.
contract Reenterer {
    address private target;
    uint256 private value;
    bytes private message;
    /// Whether to refuse the payment after the call.
    bool private refuses;

    function prepare(address target_, uint256 value_, bytes calldata message_, bool refuses_) external {
        (target, value, message, refuses) = (target_, value_, message_, refuses_);
    }

    /// @dev The answer is reported by an event, since storing it would take more than the gas of a payment.
    event Answered(bool succeeded, bytes4 selector, uint256 code);

    receive() external payable {
        (bool ok, bytes memory data) = target.call{value: value}(message);
        bytes4 selector;
        uint256 code;
        if (data.length == 36) {
            assembly {
                selector := mload(add(data, 32))
                code := mload(add(data, 36))
            }
        }
        emit Answered(ok, selector, code);
        require(!refuses, "no");
    }
}

/// Puts coins where they are not wanted.
contract Forcer {
    constructor(address payable victim) payable {
        selfdestruct(victim);
    }
}
