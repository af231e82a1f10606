const SUBJECT = /^subject:[ \t]*(.*(?:\n[ \t].*)*)/im;
const MIME_LINE = /^(?:--\S+|content-[a-z-]+:.*(?:\n[ \t].*)*)$/gim;
const UNSEEN_HTML = /<(style|script)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->|<[^>]*>|&#?\w+;/gi;
const QUOTED_PRINTABLE = /^content-transfer-encoding:[ \t]*quoted-printable/im;

const unquote = (text: string): string =>
  text
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/**
 * Subject and body of a raw mail as a person would read them: no header but the subject, no MIME structure, no HTML
 * tags. Headers stay out because they betray the label: the corpus' spam and ham came through different servers.
 */
export function readableText(raw: string): string {
  const mail = raw.replace(/\r\n?/g, "\n");
  const cut = mail.indexOf("\n\n");
  const header = cut < 0 ? mail : mail.slice(0, cut);
  const body = cut < 0 ? "" : mail.slice(cut + 2);
  const subject = SUBJECT.exec(header)?.[1] ?? "";
  const plain = QUOTED_PRINTABLE.test(mail) ? unquote(body) : body;
  return `${subject}\n${plain.replace(MIME_LINE, " ").replace(UNSEEN_HTML, " ")}`;
}
