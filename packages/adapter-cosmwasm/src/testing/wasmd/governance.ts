import { ChainlearnError } from "@chainlearn/core";
import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { type OfflineSigner, Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { MsgSetSendEnabled } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { ProposalStatus, VoteOption } from "cosmjs-types/cosmos/gov/v1/gov";
import { QueryProposalRequest, QueryProposalResponse } from "cosmjs-types/cosmos/gov/v1/query";
import { MsgSubmitProposal, MsgVote } from "cosmjs-types/cosmos/gov/v1/tx";
import { sleep } from "../../client/abort.ts";

const POLL_MILLISECONDS = 200;
const TIMEOUT_MILLISECONDS = 30_000;

/** What a governance vote needs on a chain of one validator. */
export interface Governance {
  readonly comet: CometClient;
  readonly validator: OfflineSigner;
  readonly validatorAddress: string;
  readonly bondDenom: string;
}

/** A message of the governance module, encoded. */
export interface ProposedMessage {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** Lets accounts send a denomination, or forbids it. @param authority the governance module's address */
export const sendEnabled = (authority: string, denom: string, enabled: boolean): ProposedMessage => ({
  typeUrl: MsgSetSendEnabled.typeUrl,
  value: MsgSetSendEnabled.encode(
    MsgSetSendEnabled.fromPartial({ authority, sendEnabled: [{ denom, enabled }] }),
  ).finish(),
});

/** Has a message carried out by a proposal that the validator votes for: at the end of a block, outside of transactions. */
export async function carryOut(governance: Governance, message: ProposedMessage): Promise<void> {
  const { comet, validator, validatorAddress, bondDenom } = governance;
  const registry = new Registry([
    ...defaultRegistryTypes,
    [MsgSubmitProposal.typeUrl, MsgSubmitProposal],
    [MsgVote.typeUrl, MsgVote],
  ]);
  const client = SigningCosmWasmClient.createWithSigner(comet, validator, {
    registry,
    broadcastPollIntervalMs: POLL_MILLISECONDS,
  });
  const fee = { amount: [{ denom: bondDenom, amount: "10000" }], gas: "1000000" };
  const submitted = await client.signAndBroadcast(
    validatorAddress,
    [
      {
        typeUrl: MsgSubmitProposal.typeUrl,
        value: MsgSubmitProposal.fromPartial({
          messages: [message],
          initialDeposit: [{ denom: bondDenom, amount: "10" }],
          proposer: validatorAddress,
          title: "A message",
          summary: message.typeUrl,
        }),
      },
    ],
    fee,
  );
  const id = submitted.events
    .find((event) => event.type === "submit_proposal")
    ?.attributes.find((entry) => entry.key === "proposal_id")?.value;
  if (submitted.code !== 0 || id === undefined)
    throw new ChainlearnError("chain_failure", `the proposal failed: ${submitted.rawLog}`);
  const proposalId = BigInt(id);
  const vote = MsgVote.fromPartial({
    proposalId,
    voter: validatorAddress,
    option: VoteOption.VOTE_OPTION_YES,
  });
  const voted = await client.signAndBroadcast(
    validatorAddress,
    [{ typeUrl: MsgVote.typeUrl, value: vote }],
    fee,
  );
  if (voted.code !== 0) throw new ChainlearnError("chain_failure", `the vote failed: ${voted.rawLog}`);
  await passed(comet, proposalId);
}

async function passed(comet: CometClient, proposalId: bigint): Promise<void> {
  const data = QueryProposalRequest.encode(QueryProposalRequest.fromPartial({ proposalId })).finish();
  const deadline = Date.now() + TIMEOUT_MILLISECONDS;
  for (;;) {
    const { value } = await comet.abciQuery({ path: "/cosmos.gov.v1.Query/Proposal", data });
    const status = QueryProposalResponse.decode(value).proposal?.status;
    if (status === ProposalStatus.PROPOSAL_STATUS_PASSED) return;
    if (Date.now() > deadline)
      throw new ChainlearnError("chain_failure", `proposal ${proposalId} has the status ${status}.`);
    await sleep(POLL_MILLISECONDS, undefined, "the proposal");
  }
}
