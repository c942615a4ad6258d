// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721URIStorage} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721URIStorage.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// An ERC-8004 identity registry for local chains. To callers it behaves like version 2.0.0 of the deployed one: ids, logs and their
/// order, errors, who may write what. It has neither proxy nor owner, and like the deployed one it mints again whenever it is asked.
contract IdentityRegistry is ERC721URIStorage, EIP712 {
    struct MetadataEntry {
        string metadataKey;
        bytes metadataValue;
    }

    string private constant WALLET = "agentWallet";
    uint256 private constant LONGEST_DEADLINE = 300 seconds;
    bytes32 private constant AGENT_WALLET_SET =
        keccak256("AgentWalletSet(uint256 agentId,address newWallet,address owner,uint256 deadline)");

    /// Counted from 0: the first agent has id 0.
    uint256 private registered;
    mapping(uint256 agentId => mapping(string key => bytes)) private metadata;

    event Registered(uint256 indexed agentId, string agentURI, address indexed owner);
    event URIUpdated(uint256 indexed agentId, string newURI, address indexed updatedBy);
    event MetadataSet(uint256 indexed agentId, string indexed indexedMetadataKey, string metadataKey, bytes metadataValue);

    constructor() ERC721("AgentIdentity", "AGENT") EIP712("ERC8004IdentityRegistry", "1") {}

    function getVersion() external pure returns (string memory) {
        return "2.0.0";
    }

    function register() external returns (uint256 agentId) {
        agentId = mint();
        announce(agentId, "");
    }

    function register(string calldata agentURI) external returns (uint256 agentId) {
        agentId = mint();
        _setTokenURI(agentId, agentURI);
        announce(agentId, agentURI);
    }

    function register(string calldata agentURI, MetadataEntry[] calldata entries) external returns (uint256 agentId) {
        agentId = mint();
        _setTokenURI(agentId, agentURI);
        announce(agentId, agentURI);
        for (uint256 i = 0; i < entries.length; i++) {
            requireFree(entries[i].metadataKey);
            write(agentId, entries[i].metadataKey, entries[i].metadataValue);
        }
    }

    function setAgentURI(uint256 agentId, string calldata newURI) external {
        requireAuthorized(agentId);
        _setTokenURI(agentId, newURI);
        emit URIUpdated(agentId, newURI, msg.sender);
    }

    function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) external {
        requireAuthorized(agentId);
        requireFree(metadataKey);
        write(agentId, metadataKey, metadataValue);
    }

    /// Empty for an unknown id or key.
    function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory) {
        return metadata[agentId][metadataKey];
    }

    /// The new wallet signs, who may write for the agent sends.
    function setAgentWallet(uint256 agentId, address newWallet, uint256 deadline, bytes calldata signature) external {
        address owner = requireAuthorized(agentId);
        require(newWallet != address(0), "bad wallet");
        require(block.timestamp <= deadline, "expired");
        require(deadline <= block.timestamp + LONGEST_DEADLINE, "deadline too far");
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(AGENT_WALLET_SET, agentId, newWallet, owner, deadline)));
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecover(digest, signature);
        require(
            (failure == ECDSA.RecoverError.NoError && signer == newWallet)
                || SignatureChecker.isValidERC1271SignatureNow(newWallet, digest, signature),
            "invalid wallet sig"
        );
        write(agentId, WALLET, abi.encodePacked(newWallet));
    }

    function unsetAgentWallet(uint256 agentId) external {
        requireAuthorized(agentId);
        write(agentId, WALLET, "");
    }

    /// The zero address for an unknown id and for an agent without wallet.
    function getAgentWallet(uint256 agentId) external view returns (address) {
        return address(bytes20(metadata[agentId][WALLET]));
    }

    function isAuthorizedOrOwner(address spender, uint256 agentId) external view returns (bool) {
        return _isAuthorized(ownerOf(agentId), spender, agentId);
    }

    function mint() private returns (uint256 agentId) {
        agentId = registered++;
        metadata[agentId][WALLET] = abi.encodePacked(msg.sender);
        _safeMint(msg.sender, agentId);
    }

    function announce(uint256 agentId, string memory agentURI) private {
        emit Registered(agentId, agentURI, msg.sender);
        emit MetadataSet(agentId, WALLET, WALLET, abi.encodePacked(msg.sender));
    }

    function write(uint256 agentId, string memory key, bytes memory value) private {
        metadata[agentId][key] = value;
        emit MetadataSet(agentId, key, key, value);
    }

    function requireAuthorized(uint256 agentId) private view returns (address owner) {
        owner = ownerOf(agentId);
        require(_isAuthorized(owner, msg.sender, agentId), "Not authorized");
    }

    function requireFree(string calldata key) private pure {
        require(keccak256(bytes(key)) != keccak256(bytes(WALLET)), "reserved key");
    }

    /// A new owner starts without wallet; the log of that comes before the log of the transfer.
    function _update(address to, uint256 agentId, address auth) internal override(ERC721) returns (address) {
        if (_ownerOf(agentId) != address(0)) {
            write(agentId, WALLET, "");
        }
        return super._update(to, agentId, auth);
    }
}
