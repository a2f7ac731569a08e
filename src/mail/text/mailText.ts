/** The text of a mail: its subject, paragraphs before and after, and at most one button between them. */
export type MailText = {
  readonly subject: string;
  readonly before: readonly string[];
  readonly button?: { readonly label: string; readonly url: string };
  readonly after: readonly string[];
};

/** Who a mail is from, and whom to call about it. */
export type Contact = {
  readonly name: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
};

/** How to reach the sender: `+44 20 7946 0018 or help@fairway.example`; '' where none is known. */
export function waysTo({ email, phone }: Contact, or: string): string {
  return [phone, email].filter((way) => way !== undefined).join(or);
}
