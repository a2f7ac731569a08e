/** Texts of the pages that a work provider's link leads to when it cannot be followed. */
export const invitationText = {
  otherAccount: {
    title: 'You are logged in as someone else',
    text: (signedInAs: string, invited: string) => [
      `You are logged in as ${signedInAs}.`,
      `The link you opened is for ${invited}.`,
    ],
    switch: (email: string) => `Switch to ${email}`,
    stay: 'Stay, and do nothing',
  },

  /** Problems with a link, by the value of the query parameter `why`. */
  problems: {
    unknown_provider: {
      title: 'We do not know this work provider',
      text: [
        'The link names a company that we do not work with, or spells its name differently.',
        'Ask your work provider for a new link.',
      ],
    },
    incomplete: {
      title: 'Something is missing from this link',
      text: [
        'It does not say everything we need: your work provider, your driver ID and your email address.',
        'Open it again from where you got it, without changing it. If that does not help, ask your work provider for a new one.',
      ],
    },
    unreadable: {
      title: 'We cannot read this link',
      text: [
        'It looks damaged, as if it was cut off or changed on the way.',
        'Open it again from where you got it. If that does not help, ask your work provider for a new one.',
      ],
    },
    expired: {
      title: 'This link is too old',
      text: [
        'Your work provider made it to work for a certain time only, and that is over.',
        'Ask them for a new one: nothing is lost.',
      ],
    },
    forged: {
      title: 'This link is not genuine',
      text: [
        'It was changed after your work provider made it, or someone else made it. Nothing has been linked.',
        'Ask your work provider for a new one.',
      ],
    },
    valid_too_long: {
      title: 'This link is not safe',
      text: [
        'Your work provider made it to work for more than 30 days, so that others may find and use it. Nothing has been linked.',
        'Ask them for a new one.',
      ],
    },
    used_link: {
      title: 'This link has been used',
      text: ['A link that your work provider signed works once.', 'Ask them for a new one: nothing is lost.'],
    },
    other_claim: {
      title: 'You have named another driver ID there',
      text: [
        'Without proof from your work provider you can have one driver ID with them at a time.',
        'End the link with the other one first, under “Work providers”; or ask them for a signed link.',
      ],
    },
    unsigned: {
      title: 'This link lacks a signature',
      text: [
        'This work provider signs its links so that nobody can pretend to be you, and this one is not signed.',
        'Ask your work provider for a new one.',
      ],
    },
    stale: {
      title: 'That took too long',
      text: [
        'To keep you safe, what you opened is forgotten after half an hour.',
        'Open the link from your work provider again: nothing is lost.',
      ],
    },
    too_many: {
      title: 'Too many tries',
      text: ['Wait a few minutes, then open the link again.'],
    },
    taken: {
      title: 'This driver ID is linked to someone else',
      text: [
        'Nothing has been changed, and we have made a note of it. “Work providers” goes on saying so.',
        'Check the driver ID in the app of your work provider. If it is wrong, ask them for a new link.',
      ],
    },
    other: {
      title: 'This link did not work',
      text: ['Open it again from where you got it, or ask your work provider for a new one.'],
    },
  },
  /** Follows the text of `taken` if the insurer can be contacted. */
  contactIfTaken: 'If it is yours, contact us: we will find out whose it is.',
  about: (provider: string, driverId: string) => `Work provider: ${provider}. Driver ID: ${driverId}.`,
  toStart: 'Go to the start',
  toMyCover: 'Go to my cover',
};
