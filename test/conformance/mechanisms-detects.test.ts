import { createLocalChain } from "@chainlearn/adapter-local";
import type { DevChain, PlacedLogEntry, TransactionResult } from "@chainlearn/core";
import {
  type CheckedHosts,
  type MechanismSubject,
  mechanismCheckIds,
  mechanismChecks,
} from "@chainlearn/core/testing";
import { predictionMarket, stake } from "@chainlearn/mechanisms";
import { describe, expect, it } from "vitest";
import { lyingChain, type Tampering } from "../support/lying-chain.ts";
import { localMechanismHost } from "./mechanism-hosts.ts";
import { mechanismSubjects } from "./mechanism-subjects.ts";
import { type Change, compileMutant } from "./mutants/compile-mutant.ts";

const OPERATIONS = 4_000;
const KERNEL = new URL("../../packages/mechanisms/src/stake/kernel.ts", import.meta.url);
const subject = mechanismSubjects.find(({ mechanism }) => mechanism === stake)!;
/** Without its rules: what the books alone notice. */
const { rules: _, ...unruled } = subject.strategy;

const inProcess = async (): Promise<CheckedHosts> => ({
  host: { host: localMechanismHost, chain: await localMechanismHost.start() },
});
const failureOf = async (id: string, hosts: CheckedHosts, of: MechanismSubject): Promise<string> => {
  const check = mechanismChecks(of).find((one) => one.id === id)!;
  try {
    await check.run(hosts, { operations: OPERATIONS });
  } catch (error) {
    if ((error as Error).name === "CheckFailure") return (error as Error).message;
    throw error;
  }
  return "nothing";
};

interface Mutant {
  readonly what: string;
  readonly changes: readonly Change[];
  /** What is said first, with the rules. */
  readonly byRules: RegExp;
  /** The same without; absent where only the rules can know. */
  readonly byBooks?: RegExp;
  /** Default: interleavings. */
  readonly check?: string;
}

const MUTANTS: readonly Mutant[] = [
  {
    what: "pays a unit more than the share",
    changes: [["pay.to(CALLER, share)", "pay.to(CALLER, share + 1)"]],
    byRules: /amount/,
    byBooks: /owes|paid where/,
  },
  {
    what: "keeps a unit of a share",
    changes: [["pay.to(CALLER, share)", "pay.to(CALLER, share - 1)"]],
    byRules: /amount/,
    byBooks: /owes/,
  },
  {
    what: "forgets that a refund leaves nothing",
    changes: [["record.setLeft(0);\n  account.set", "account.set"]],
    byRules: /owes/,
    byBooks: /owes/,
  },
  {
    what: "pays what others have taken already",
    changes: [
      [
        "const left = record.left();\n  require(left > 0 || record",
        "const left = record.deposit();\n  require(left > 0 || record",
      ],
    ],
    byRules: /outcome: .* was expected|entries.* was expected/,
    byBooks: /owes|paid where/,
  },
  {
    what: "lets a reporter report twice",
    changes: [
      [
        "require(own > 0, code.NOT_VALIDATED);\n  require(record.claim() == 0, code.ALREADY_CLAIMED);",
        "require(own > 0, code.NOT_VALIDATED);",
      ],
    ],
    byRules: /outcome: .* was expected|entries.* was expected/,
    byBooks: /a second time/,
  },
  {
    what: "pays the submitter for another's report",
    changes: [
      ["import { account, call, CALLER,", "import { account, call, CALLER, SUBMITTER,"],
      ["pay.to(CALLER, share)", "pay.to(SUBMITTER, share)"],
    ],
    byRules: /the accounts gained/,
  },
  {
    what: "opens refunds a second late",
    changes: [
      [
        "age() >= refundWaitSeconds(), code.TOO_EARLY);\n  const left",
        "age() > refundWaitSeconds(), code.TOO_EARLY);\n  const left",
      ],
    ],
    byRules: /outcome: .* was expected|entries.* was expected/,
    check: "gates",
  },
  {
    what: "opens reports a second early",
    changes: [
      [
        "age() >= refundWaitSeconds(), code.TOO_EARLY);\n  const own",
        "age() >= refundWaitSeconds() - 1, code.TOO_EARLY);\n  const own",
      ],
    ],
    byRules: /outcome: .* was expected|entries.* was expected/,
    check: "gates",
  },
  {
    what: "lets anybody take when the beneficiary may",
    changes: [["require(call.isRole(BENEFICIARY) != 0, code.TOO_EARLY);", ""]],
    byRules: /outcome: .* was expected|entries.* was expected/,
    check: "gates",
  },
  {
    what: "does not count a validated sample in the sum",
    changes: [["pool.set(ALL_VALIDATED, pool.get(ALL_VALIDATED) + 1);", ""]],
    byRules: /allValidated/,
  },
  {
    what: "charges more than it quotes",
    changes: [["const cost = quote();", "const cost = quote() + (call.paid() > quote() ? 1 : 0);"]],
    byRules: /cost/,
    byBooks: /after quoting/,
  },
  {
    what: "never gives the last hundred units out",
    changes: [
      [
        "const left = record.left();\n  require(left > 0, code.NOTHING_LEFT);\n  record.setLeft(0);",
        "const left = record.left();\n  require(left > 100, code.NOTHING_LEFT);\n  record.setLeft(0);",
      ],
    ],
    byRules: /outcome: .* was expected|entries.* was expected/,
    byBooks: /after the last gate/,
  },
];

describe("the checks of mechanisms notice a kernel that", () => {
  it.each(MUTANTS)("$what", async ({ changes, byRules, byBooks, check = "interleavings" }) => {
    const mutant = { ...subject, mechanism: await compileMutant(stake, KERNEL, changes) };
    expect(await failureOf(check, await inProcess(), mutant)).toMatch(byRules);
    if (byBooks)
      expect(await failureOf(check, await inProcess(), { ...mutant, strategy: unruled })).toMatch(byBooks);
  });

  it("is right: they pass, with the rules and without", async () => {
    for (const strategy of [subject.strategy, unruled])
      for (const id of mechanismCheckIds)
        expect(await failureOf(id, await inProcess(), { ...subject, strategy }), id).toBe("nothing");
  });
});

const MARKET_KERNEL = new URL("../../packages/mechanisms/src/prediction-market/kernel.ts", import.meta.url);
const market = mechanismSubjects.find(({ mechanism }) => mechanism === predictionMarket)!;

const MARKET_MUTANTS: readonly Mutant[] = [
  {
    what: "keeps a unit of what is the provider's",
    changes: [["const due = held() + settled -", "const due = held() - 1 + settled -"]],
    byRules: /amount/,
    byBooks: /owes/,
  },
  {
    what: "trains on a copy that is not what was sealed",
    changes: [["const next = copy.assign(SERVED, WORKING, <i32>pool.get(CURSOR), 1);", "const next = 0;"]],
    byRules: /amount|outcome|entries|stage|served model/,
  },
  {
    what: "serves a model that is no better",
    changes: [["> pool.get(BASELINE) ? PROMOTE", ">= pool.get(BASELINE) ? PROMOTE"]],
    byRules: /served model|amount/,
  },
  {
    what: "scores a turn from the beginning",
    changes: [["+ correct - pool.get(BEFORE)", "+ correct - pool.get(BASELINE)"]],
    byRules: /amount|outcome|entries/,
  },
  {
    what: "pays a share to whoever refunds twice",
    changes: [["require(record.get(NUMBER) > 0, code.NOTHING_LEFT);", ""]],
    byRules: /outcome/,
    byBooks: /owes/,
  },
  {
    what: "takes contributions a second too long",
    changes: [["elapsed() < stakeEnd(), WRONG_PHASE", "elapsed() <= stakeEnd(), WRONG_PHASE"]],
    byRules: /outcome/,
    check: "gates",
  },
  {
    what: "reads a secret a second late",
    changes: [
      [
        "elapsed() >= commitSeconds() && elapsed() < drawEnd()",
        "elapsed() > commitSeconds() && elapsed() < drawEnd()",
      ],
    ],
    byRules: /outcome/,
    check: "gates",
  },
];

describe("the checks of mechanisms notice a market that", () => {
  const { rules: _, ...booksOnly } = market.strategy;
  it.each(MARKET_MUTANTS)("$what", async ({ changes, byRules, byBooks, check = "interleavings" }) => {
    const mutant = { ...market, mechanism: await compileMutant(predictionMarket, MARKET_KERNEL, changes) };
    expect(await failureOf(check, await inProcess(), mutant)).toMatch(byRules);
    if (byBooks)
      expect(await failureOf(check, await inProcess(), { ...mutant, strategy: booksOnly })).toMatch(byBooks);
  });
});

interface Lie {
  readonly what: string;
  readonly message: RegExp;
  readonly tampering?: Tampering;
  readonly chain?: () => Promise<DevChain>;
  readonly check?: string;
}

const withEntries = (
  result: Promise<TransactionResult>,
  change: (entry: PlacedLogEntry) => PlacedLogEntry,
): Promise<TransactionResult> => result.then((given) => ({ ...given, entries: given.entries.map(change) }));

const LIES: readonly Lie[] = [
  {
    what: "logs another amount",
    message: /entries\.0\.amount/,
    tampering: (trainer) => ({
      rawAct: (action, input) =>
        withEntries(trainer.rawAct(action, input), (entry) =>
          entry.kind === "acted" ? { ...entry, amount: entry.amount + 1n } : entry,
        ),
    }),
  },
  {
    what: "refuses with another code",
    message: /liar against local/,
    tampering: (trainer) => ({
      rawAct: async (action, input) => {
        if (action === "take") return trainer.rawAct("report", input);
        return trainer.rawAct(action, input);
      },
    }),
  },
  {
    what: "quotes a unit less",
    message: /quote before/,
    tampering: (trainer) => ({ quote: async () => (await trainer.quote()) - 1n }),
  },
  {
    what: "has other cells",
    message: /pool/,
    tampering: (trainer) => ({
      snapshot: async (request, block) => {
        const snapshot = await trainer.snapshot(request, block);
        return { ...snapshot, pool: snapshot.pool.map((value) => value + 1n) };
      },
    }),
  },
  {
    what: "has less money than it owes",
    message: /balance/,
    tampering: (trainer) => ({
      snapshot: async (request, block) => {
        const snapshot = await trainer.snapshot(request, block);
        return { ...snapshot, balance: snapshot.balance - 1n };
      },
    }),
  },
  {
    what: "pays those who refuse payments",
    message: /entries/,
    check: "recipients",
    chain: async () => ({ ...(await createLocalChain({ secondsPerBlock: 0 })), setBlocked: () => {} }),
  },
];

describe("the checks of mechanisms notice a host that", () => {
  it.each(LIES)("$what", async ({ tampering, message, chain, check = "interleavings" }) => {
    const liar = await (chain?.() ?? lyingChain("liar", tampering!, undefined, { secondsPerBlock: 0 }));
    const hosts = { host: { host: { ...localMechanismHost, name: "liar" }, chain: liar } };
    const reference = (await inProcess()).host;
    expect(await failureOf(check, { ...hosts, reference }, subject)).toMatch(message);
  });
});

describe("the books notice a chain in process that", () => {
  const shellLies: readonly (readonly [string, Tampering, RegExp])[] = [
    [
      "credits what it does not have",
      (trainer) => ({
        snapshot: async (request, block) => {
          const snapshot = await trainer.snapshot(request, block);
          const accounts = new Map(
            [...snapshot.accounts].map(([address, state]) => [
              address,
              { ...state, credit: state.credit + 1n },
            ]),
          );
          return { ...snapshot, accounts };
        },
      }),
      /owes/,
    ],
    [
      "lets a deposit grow",
      (trainer) => ({
        snapshot: async (request, block) => {
          const snapshot = await trainer.snapshot(request, block);
          const records = new Map(
            [...snapshot.records].map(([id, record]) => [
              id,
              record && { ...record, left: record.left + 1n },
            ]),
          );
          return { ...snapshot, records };
        },
      }),
      /owes|units left/,
    ],
    [
      "runs what it refuses",
      (trainer) => ({
        rawAct: async (action, input) => {
          await trainer.rawAct(action, input);
          return trainer.rawAct(action, input);
        },
      }),
      /outcome|after a refusal|accepted/,
    ],
  ];
  it.each(shellLies)("%s", async (_what, tampering, message) => {
    const chain = await lyingChain("liar", tampering, undefined, { secondsPerBlock: 0 });
    const hosts = { host: { host: localMechanismHost, chain } };
    expect(await failureOf("interleavings", hosts, { ...subject, strategy: unruled })).toMatch(message);
  });
});
