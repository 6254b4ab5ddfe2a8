import { z } from 'zod';

export const ageField = z.number().int('give whole years').min(18, 'give at least 18').max(120, 'give at most 120');

/** What others see of a profile, for the OpenAPI document. */
export const profileShape = z.strictObject({
  userId: z.string(),
  name: z.string(),
  age: z.number(),
  city: z.string(),
  country: z.string(),
  bio: z.string(),
  interests: z.array(z.string()).readonly(),
  popularity: z.number(),
});
