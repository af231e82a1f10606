import { createServer, type Socket } from "node:net";
import { PGlite } from "@electric-sql/pglite";

/** A PostgreSQL at a port of this machine, in this process. */
export interface PostgresServer {
  readonly url: string;
  close(): Promise<void>;
}

const HELLO = Buffer.concat([
  Buffer.from("R\0\0\0\x08\0\0\0\0", "latin1"), // whoever it is may come in
  Buffer.from("Z\0\0\0\x05I", "latin1"), // and ask
]);

/** Splits what a client sends into what ends with a question: a query, or the end of a sequence of messages. */
class Questions {
  #rest = Buffer.alloc(0);
  #greeted = false;
  #messages: Buffer[] = [];

  /** "hello" is the beginning of a connection, "bye" its end. */
  *take(chunk: Buffer): Generator<Buffer | "hello" | "bye"> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.#greeted ? 1 : 0;
      if (this.#rest.length < head + 4) return;
      const length = head + this.#rest.readUInt32BE(head);
      if (this.#rest.length < length) return;
      const message = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      if (!this.#greeted) {
        this.#greeted = true;
        yield "hello";
        continue;
      }
      const [kind] = message.toString("latin1", 0, 1);
      if (kind === "X") yield "bye";
      this.#messages.push(message);
      if (kind !== "S" && kind !== "Q") continue;
      yield Buffer.concat(this.#messages);
      this.#messages = [];
    }
  }
}

/** PGlite has one session: a connection has it to itself until its transaction is over. */
export async function startPostgres(): Promise<PostgresServer> {
  const database = await PGlite.create();
  let free = Promise.resolve();
  const serve = async (socket: Socket): Promise<void> => {
    const questions = new Questions();
    let release: (() => void) | undefined;
    try {
      for await (const chunk of socket)
        for (const question of questions.take(chunk as Buffer)) {
          if (question === "bye") return void socket.end();
          if (question === "hello") {
            socket.write(HELLO);
            continue;
          }
          if (release === undefined) {
            const before = free;
            free = new Promise((done) => {
              release = done;
            });
            await before;
          }
          const answer = await database.execProtocolRaw(question);
          // The last message of an answer says whether a transaction is open: I, T or E.
          if (String.fromCharCode(answer.at(-1)!) === "I") {
            release?.();
            release = undefined;
          }
          socket.write(answer);
        }
    } finally {
      release?.();
    }
  };
  const server = createServer((socket) => void serve(socket).catch(() => socket.destroy()));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    url: `postgres://anybody@127.0.0.1:${port}/logs`,
    async close() {
      await new Promise((done) => server.close(done));
      await database.close();
    },
  };
}
