/** What a backend begins with: accounts with profiles, wallets and the ledger entries that fill them; events with tickets. */
export { type ProfilePools, profilePools } from './pools.ts';
export { seedBackend } from './seed-backend.ts';
export { type SeedOptions, seedUsers } from './seed-users.ts';
