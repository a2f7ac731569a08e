/** Texts of the page for those who come without a link, and of the pages that every page links to. */
export const frontText = {
  title: 'Insurance while you work',
  shortName: 'My cover',
  heading: (insurer: string) => `${insurer} covers couriers while they work`,
  lead: 'Cover begins when the company you work for reports that you logged in, and ends when you log out. Here you see whether you are covered now, and can prove it later.',
  logIn: 'Log in',
  signUp: 'Sign up',
  beginTitle: 'How to begin',
  begin: [
    'Open the link that your work provider gave you: it fills in who you work for.',
    'Sign up, and agree to the terms. You get a customer number.',
    'Log in to work in their app as always. “My cover” says when you are covered.',
  ],
  engineersTitle: 'For work providers',
  engineers: 'You build the app that couriers work with?',
  engineersLink: 'How to report logins and logouts',
  insurerTitle: 'Who insures',
  insurer: (insurer: string) => `${insurer} insures you.`,
  termsLink: 'Read the terms',
  contactTitle: 'Contact',
  phone: 'By phone:',
  email: 'By email:',

  pages: {
    accident: {
      title: 'An accident: what now',
      standard: (insurer: string) => [
        'Look after people first. If anyone is hurt, call 112.',
        'Write down when and where it happened, who was there and how to reach them. Take pictures.',
        '“My cover” shows whether you are covered now, and your customer number. Give that number to anyone who asks who insures you.',
        `Then tell ${insurer}, as soon as you can. Admit no fault before you have.`,
      ],
    },
    privacy: {
      title: 'Privacy',
      standard: (insurer: string) => [
        `${insurer} keeps your name, email address and phone number; who you work for; the logins and logouts that they report, and the shifts and cover that follow from these; what you agreed to; and who looked you up or changed something.`,
        'Work providers report when you log in and out, and nothing about your trips, places or pay. They get your contact details only where you agree to that.',
        '“My data” has all of it to look at and to take with you. There you also close your account: what the law does not ask to be kept is then erased.',
      ],
    },
    complaints: {
      title: 'Complaints',
      standard: (insurer: string) => [
        `Tell ${insurer} what went wrong and what you want to be done. Name your customer number, never your password.`,
        'If the answer does not satisfy you, you may turn to the ombudsman for insurance in your country. It costs you nothing.',
      ],
    },
  },

  footer: [
    ['/accident', 'Accident: what now?'],
    ['/contact', 'Contact'],
    ['/terms', 'Terms'],
    ['/privacy', 'Privacy'],
    ['/complaints', 'Complaints'],
  ],
} as const;
