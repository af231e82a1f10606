import { BinaryWriter, WireType } from "cosmjs-types/binary";
import { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { BlockID, type Proposal, type SignedMsgType, type Vote } from "cosmjs-types/tendermint/types/types";

/** Fields that votes and proposals begin with. */
interface Step {
  readonly type: SignedMsgType;
  readonly height: bigint;
  readonly round: number;
}

/** What a validator signs of a vote: CometBFT's CanonicalVote behind its length. */
export function voteSignBytes(vote: Vote, chainId: string): Uint8Array {
  const writer = begun(vote);
  if (vote.blockId.hash.length > 0)
    writer.tag(4, WireType.Bytes).bytes(BlockID.encode(vote.blockId).finish());
  writer.tag(5, WireType.Bytes).bytes(Timestamp.encode(vote.timestamp).finish());
  return writer.tag(6, WireType.Bytes).string(chainId).ldelim().finish();
}

/** The same of a proposal: CanonicalProposal. */
export function proposalSignBytes(proposal: Proposal, chainId: string): Uint8Array {
  const writer = begun(proposal);
  if (proposal.polRound !== 0) writer.tag(4, WireType.Varint).int64(proposal.polRound);
  writer.tag(5, WireType.Bytes).bytes(BlockID.encode(proposal.blockId).finish());
  writer.tag(6, WireType.Bytes).bytes(Timestamp.encode(proposal.timestamp).finish());
  return writer.tag(7, WireType.Bytes).string(chainId).ldelim().finish();
}

function begun({ type, height, round }: Step): BinaryWriter {
  const writer = BinaryWriter.create().fork();
  writer.tag(1, WireType.Varint).int32(type);
  writer.tag(2, WireType.Fixed64).sfixed64(height);
  // proto3 leaves out what is zero.
  if (round !== 0) writer.tag(3, WireType.Fixed64).sfixed64(BigInt(round));
  return writer;
}
