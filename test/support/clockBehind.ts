import process from 'node:process';

// Loaded before a server: its clock is behind that of the machine by CLOCK_BEHIND_MS.
const behindMs = Number(process.env['CLOCK_BEHIND_MS']);
const now = Date.now.bind(Date);
Date.now = () => now() - behindMs;
