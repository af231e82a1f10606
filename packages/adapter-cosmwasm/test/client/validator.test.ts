import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BinaryReader, BinaryWriter, WireType } from "cosmjs-types/binary";
import { PublicKey } from "cosmjs-types/tendermint/crypto/keys";
import { Proposal, SignedMsgType, Vote } from "cosmjs-types/tendermint/types/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { proposalSignBytes, voteSignBytes } from "../../src/testing/wasmd/sign-bytes.ts";
import { Validator } from "../../src/testing/wasmd/validator.ts";

const { SIGNED_MSG_TYPE_PREVOTE: PREVOTE, SIGNED_MSG_TYPE_PRECOMMIT: PRECOMMIT } = SignedMsgType;
const CHAIN = "test-1";
const START = 1_000;
/** Longer than a test: a block that nobody hurries does not come. */
const NEVER = 60_000;

describe("what is signed of a vote", () => {
  // CometBFT's own vectors: height and round 1, no block, the zero of Go's time, no chain.
  const zero = [0x0b, 0x08, 0x80, 0x92, 0xb8, 0xc3, 0x98, 0xfe, 0xff, 0xff, 0xff, 0x01];
  const one = [1, 0, 0, 0, 0, 0, 0, 0];
  it.each([
    [PREVOTE, 1],
    [PRECOMMIT, 2],
  ])("of type %i is what CometBFT signs", (type, byte) => {
    const timestamp = { seconds: -62_135_596_800n, nanos: 0 };
    const vote = Vote.fromPartial({ type, height: 1n, round: 1, timestamp });
    const fields = [0x08, byte, 0x11, ...one, 0x19, ...one, 0x2a, ...zero];
    const bytes = [...voteSignBytes(vote, "")];
    expect(bytes[0]).toBe(bytes.length - 1);
    expect(bytes.slice(1, 1 + fields.length)).toEqual(fields);
  });
});

describe("a validator outside its node", () => {
  let home: string;
  let publicKey: KeyObject;
  let server: Server;
  let validator: Validator;
  let sockets: Socket[];
  let connected: () => void;

  /** Resolves with the validator's next connection. */
  const connection = (): Promise<Socket> =>
    new Promise((resolve) => {
      connected = () => resolve(sockets.at(-1)!);
    });

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "chainlearn-test-"));
    const pair = generateKeyPairSync("ed25519");
    publicKey = pair.publicKey;
    const { d = "", x = "" } = pair.privateKey.export({ format: "jwk" });
    const value = Buffer.concat([Buffer.from(d, "base64url"), Buffer.from(x, "base64url")]).toString(
      "base64",
    );
    mkdirSync(join(home, "config"));
    writeFileSync(
      join(home, "config", "priv_validator_key.json"),
      JSON.stringify({ priv_key: { type: "tendermint/PrivKeyEd25519", value } }),
    );
    sockets = [];
    connected = () => {};
    server = createServer((socket) => {
      sockets.push(socket);
      connected();
    });
    const socket = join(home, "validator.sock");
    validator = new Validator({ socket, home, seconds: START, blockMilliseconds: NEVER });
  });
  afterEach(() => {
    validator.close();
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** A node that listens only now: the validator has to try again. */
  const node = (): Promise<Socket> => {
    const first = connection();
    server.listen(join(home, "validator.sock"));
    return first;
  };
  const field = (number: number, bytes: Uint8Array): Uint8Array =>
    BinaryWriter.create().tag(number, WireType.Bytes).bytes(bytes).finish();
  /** Asks as a node does, in two pieces, and takes the answer apart. */
  const ask = async (socket: Socket, kind: number, content: Uint8Array): Promise<Uint8Array> => {
    const message = BinaryWriter.create().bytes(field(kind, content)).finish();
    const answered = new Promise<Buffer>((resolve) => socket.once("data", resolve));
    socket.write(message.slice(0, 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    socket.write(message.slice(1));
    const reader = new BinaryReader(await answered);
    reader.uint32();
    expect(reader.tag()[0]).toBe(kind + 1);
    const inner = new BinaryReader(reader.bytes());
    expect(inner.tag()[0]).toBe(1);
    return inner.bytes();
  };
  const voteOf = async (socket: Socket, type: SignedMsgType): Promise<Vote> => {
    const timestamp = { seconds: 5n, nanos: 0 };
    const vote = Vote.encode(Vote.fromPartial({ type, height: 7n, timestamp })).finish();
    const chain = field(2, new TextEncoder().encode(CHAIN));
    const signed = Vote.decode(await ask(socket, 3, Uint8Array.from([...field(1, vote), ...chain])));
    expect(verify(null, voteSignBytes(signed, CHAIN), publicKey, signed.signature)).toBe(true);
    return signed;
  };
  const precommit = async (socket: Socket) => (await voteOf(socket, PRECOMMIT)).timestamp;

  it("has the node's key and signs proposals as they are", async () => {
    const socket = await node();
    const { ed25519 } = PublicKey.decode(await ask(socket, 1, new Uint8Array()));
    const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(ed25519!).toString("base64url") };
    expect(createPublicKey({ format: "jwk", key: jwk }).equals(publicKey)).toBe(true);
    const proposal = Proposal.fromPartial({ type: 32, height: 7n, round: 1, polRound: -1 });
    const asked = [...field(1, Proposal.encode(proposal).finish()), ...field(2, Buffer.from(CHAIN))];
    const signed = Proposal.decode(await ask(socket, 5, Uint8Array.from(asked)));
    expect({ ...signed, signature: undefined }).toEqual({ ...proposal, signature: undefined });
    expect(verify(null, proposalSignBytes(signed, CHAIN), publicKey, signed.signature)).toBe(true);
  });

  it("dates votes that decide a block's time, later every time, and no others", async () => {
    const socket = await node();
    expect((await voteOf(socket, PREVOTE)).timestamp).toEqual({ seconds: 5n, nanos: 0 });
    expect(await precommit(socket)).toEqual({ seconds: 1_000n, nanos: 1 });
    expect(await precommit(socket)).toEqual({ seconds: 1_000n, nanos: 2 });
    validator.hurry(2_000);
    expect(await precommit(socket)).toEqual({ seconds: 2_000n, nanos: 0 });
    expect(await precommit(socket)).toEqual({ seconds: 2_000n, nanos: 1 });
  });

  it("holds a vote back until it has to hurry", async () => {
    const socket = await node();
    await precommit(socket);
    await precommit(socket);
    const vote = precommit(socket);
    await validator.hold();
    const early = await Promise.race([vote, new Promise((resolve) => setTimeout(resolve, 30, "none"))]);
    expect(early).toBe("none");
    validator.hurry(3_000);
    expect(await vote).toEqual({ seconds: 3_000n, nanos: 0 });
  });

  it("comes back when the node has given it up", async () => {
    const socket = await node();
    await precommit(socket);
    const next = connection();
    socket.destroy();
    expect(await precommit(await next)).toEqual({ seconds: 1_000n, nanos: 2 });
  });
});
