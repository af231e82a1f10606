import { describe, expect, it } from "vitest";
import { wordsAndMarks } from "../src/mail.ts";
import { readableText } from "../src/readable-text.ts";

const words = (text: string): string[] => text.toLowerCase().match(/\w+/g) ?? [];

describe("readable text", () => {
  it("is subject and body, and no other header", () => {
    const raw =
      "Received: from spammer.example\nSubject: Hello\n  again\nX-Status: leaked\n\nBody here.\n\nSecond part.\n";
    const text = readableText(raw);
    expect(text).toContain("Hello\n  again");
    expect(text).toContain("Second part.");
    expect(text).not.toMatch(/Received|spammer|X-Status|leaked/);
  });

  it("takes the subject from the header only", () => {
    expect(readableText("From: a\n\nSubject: in the body\n")).toBe("\nSubject: in the body\n");
  });

  it("leaves out MIME structure and HTML", () => {
    const raw = [
      "Subject: s",
      "Content-Type: multipart/alternative",
      "",
      "--boundary42",
      "Content-Type: text/html;",
      '\tcharset="iso-8859-1"',
      "",
      '<style>p { colour: hidden }</style><p class="secret">Buy&nbsp;now</p><!-- comment -->',
    ].join("\r\n");
    expect(words(readableText(raw))).toEqual(["s", "buy", "now"]);
  });

  it("decodes quoted-printable where the mail says so", () => {
    const encoded = "\n\nfree mo=\nney =46ree\n";
    const header = "Subject: s\nContent-Transfer-Encoding: quoted-printable";
    expect(words(readableText(header + encoded))).toEqual(["s", "free", "money", "free"]);
    expect(words(readableText(`Subject: s${encoded}`))).toEqual(["s", "free", "mo", "ney", "46ree"]);
  });
});

it("words and marks are cut as the benches' figures need it", () => {
  expect([...wordsAndMarks("FREE money!!! it's $$$ to-day, no 1000")]).toEqual([
    "free",
    "money",
    "!!!",
    "it's",
    "$$$",
    "to-day",
    "1000",
  ]);
});
