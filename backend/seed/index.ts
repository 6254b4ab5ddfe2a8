/** Accounts to begin with: profiles, wallets and the ledger entries that fill them. */
export { type ProfilePools, profilePools } from './pools.ts';
export { profileAt } from './profiles.ts';
export { type SeedOptions, seedUsers } from './seed-users.ts';
