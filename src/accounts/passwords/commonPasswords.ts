/**
 * Whether a password is one that attackers try first. A list of millions is not needed: most common passwords are
 * shorter than the minimum, and the longer ones are a common word with digits, a walk over the keyboard, or a
 * repetition.
 */
export function isCommon(password: string): boolean {
  const plain = password.toLowerCase();
  return isRepetition(plain) || isDigits(plain) || isWalk(plain) || COMMON_WORDS.has(bareWord(plain));
}

const FEWEST_LETTERS = 4;

/** `aaaaaaaaaa`, `abababababab`, `password1password1` */
function isRepetition(text: string): boolean {
  return new Set(text).size < FEWEST_LETTERS || /^(.{1,9})\1+$/.test(text);
}

/** Telephone numbers, dates and cards have few possibilities for their length. */
function isDigits(text: string): boolean {
  return /^[\d\s./+-]{1,15}$/.test(text);
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'qazwsxedcrfvtgbyhnujm',
  '123qweasdzxc',
  'asdfghjklqwertyuiopzxcvbnm',
].flatMap((row) => [row, Array.from(row).toReversed().join('')]);

/** At most two parts of a row of keys, such as `qwerty123456`. */
function isWalk(text: string): boolean {
  const rest = text.slice(longestWalk(text));
  return longestWalk(rest) === rest.length;
}

/** The length of the longest beginning that is part of a row. */
function longestWalk(text: string): number {
  let length = 0;
  while (length < text.length && ROWS.some((row) => row.includes(text.slice(0, length + 1)))) length++;
  return length;
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** `P4ssw0rd2024!` → `password` */
function bareWord(text: string): string {
  const inner = text.replace(/^[^\p{L}]+/u, '').replace(/[\d\W_]+$/u, '');
  return Array.from(inner, (letter) => LOOKALIKES[letter] ?? letter)
    .filter((letter) => /\p{L}/u.test(letter))
    .join('');
}

const COMMON_WORDS: ReadonlySet<string> = new Set(
  `password passwort motdepasse contrasena parola senha passwords mypassword thepassword yourpassword passwordpassword
  welcome welcomehome letmein letmeinnow iloveyou iloveu ilovehim ilovemyself ilovejesus loveyou loveme trustno administrator
  admin adminadmin qwerty azerty qwertz monkey dragon master superman batman spiderman football baseball basketball liverpool
  chelsea arsenal manchester manchesterunited barcelona realmadrid juventus sunshine princess shadow michael jordan charlie
  jennifer jessica michelle daniel thomas ashley samantha computer internet starwars pokemon minecraft mustang corvette harley
  london england scotland ireland summer winter spring autumn january february march april june july august september october
  november december monday friday test testing testtest changeme secret topsecret default guest login access whatever
  freedom hello helloworld blessed jesus jesuschrist christ god family forever friends mother father babygirl chocolate
  butterfly flower hunter killer soccer hockey tennis cheese banana pepper ginger cookie buster maggie diamond
  deliveroo ubereats justeat stuart courier couriers driver delivery rider bicycle scooter insurance shiftcover`.split(
    /\s+/,
  ),
);
