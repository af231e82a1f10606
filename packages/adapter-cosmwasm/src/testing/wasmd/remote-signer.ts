import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { BinaryReader, BinaryWriter, WireType } from "cosmjs-types/binary";
import { PublicKey } from "cosmjs-types/tendermint/crypto/keys";
import { Proposal, SignedMsgType, Vote } from "cosmjs-types/tendermint/types/types";
import { proposalSignBytes, voteSignBytes } from "./sign-bytes.ts";

/** Fields of CometBFT's `privval.Message`; the answer to a request has the next number. */
const REQUEST = { publicKey: 1, vote: 3, proposal: 5, ping: 7 } as const;
const RETRY_MILLISECONDS = 20;

export interface RemoteSignerOptions {
  /** Path of the socket on which the node listens, or will soon. */
  readonly socket: string;
  /** The node's priv_validator_key.json. */
  readonly keyFile: string;
  /** Asked before a vote is signed that decides the time of the next block; its answer is that time. */
  readonly date: () => Promise<Vote["timestamp"]>;
}

/**
 * Signs for a validator outside its node, as CometBFT's `priv_validator_laddr` provides for. The node gives a signer up
 * that is silent for seconds, as while this process compiles something; so the signer connects again.
 */
export class RemoteSigner {
  readonly #options: RemoteSignerOptions;
  readonly #secret: KeyObject;
  readonly #publicKey: Uint8Array;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RemoteSignerOptions) {
    this.#options = options;
    const { priv_key } = JSON.parse(readFileSync(options.keyFile, "utf8")) as { priv_key: { value: string } };
    const bytes = Buffer.from(priv_key.value, "base64");
    const [d, x] = [bytes.subarray(0, 32), bytes.subarray(32)];
    const key = { kty: "OKP", crv: "Ed25519", d: d.toString("base64url"), x: x.toString("base64url") };
    this.#secret = createPrivateKey({ format: "jwk", key });
    this.#publicKey = x;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect(this.#options.socket);
    this.#socket = socket;
    // Without this a process that forgets to stop the node would never end.
    socket.unref();
    let received: Buffer = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      const message = wholeMessage(received);
      if (message === undefined) return;
      // A node asks one thing at a time.
      received = Buffer.alloc(0);
      void this.#answer(message).then((answer) => socket.destroyed || socket.write(answer));
    });
    // "close" follows every error, of which the usual one is that the node does not listen yet.
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#closed) return;
      this.#timer = setTimeout(() => this.#connect(), RETRY_MILLISECONDS);
      this.#timer.unref();
    });
  }

  async #answer(message: Uint8Array): Promise<Uint8Array> {
    const reader = new BinaryReader(message);
    const [request] = reader.tag();
    const answer = field(request + 1, await this.#contentOf(request, reader.bytes()));
    return BinaryWriter.create().bytes(answer).finish();
  }

  async #contentOf(request: number, content: Uint8Array): Promise<Uint8Array> {
    switch (request) {
      case REQUEST.publicKey:
        return field(1, PublicKey.encode(PublicKey.fromPartial({ ed25519: this.#publicKey })).finish());
      case REQUEST.vote: {
        const [bytes, chainId] = signingRequest(content);
        const vote = Vote.decode(bytes);
        if (vote.type === SignedMsgType.SIGNED_MSG_TYPE_PRECOMMIT)
          vote.timestamp = await this.#options.date();
        vote.signature = sign(null, voteSignBytes(vote, chainId), this.#secret);
        return field(1, Vote.encode(vote).finish());
      }
      case REQUEST.proposal: {
        const [bytes, chainId] = signingRequest(content);
        const proposal = Proposal.decode(bytes);
        proposal.signature = sign(null, proposalSignBytes(proposal, chainId), this.#secret);
        return field(1, Proposal.encode(proposal).finish());
      }
      case REQUEST.ping:
        return new Uint8Array();
      default:
        throw new Error(`the node asks its validator for ${request}, which is unknown`);
    }
  }
}

/** The content of a message behind its length; undefined while not all of it is there. */
function wholeMessage(received: Uint8Array): Uint8Array | undefined {
  if (received.every((byte) => byte >= 0x80)) return undefined;
  const reader = new BinaryReader(received);
  const length = reader.uint32();
  return received.length < reader.pos + length
    ? undefined
    : received.subarray(reader.pos, reader.pos + length);
}

const field = (number: number, bytes: Uint8Array): Uint8Array =>
  BinaryWriter.create().tag(number, WireType.Bytes).bytes(bytes).finish();

/** What is to be signed, and for which chain. */
function signingRequest(content: Uint8Array): [signed: Uint8Array, chainId: string] {
  const reader = new BinaryReader(content);
  reader.tag();
  const signed = reader.bytes();
  reader.tag();
  return [signed, reader.string()];
}
