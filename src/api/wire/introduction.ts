import { Type } from 'typebox';
import { CustomerNumber, DriverId } from '../parse/driver.ts';

/** What a work provider is told of a driver who agreed to share with it. */
export const IntroductionShape = Type.Object(
  {
    customerNumber: CustomerNumber,
    email: Type.String({ examples: ['driver@example.com'] }),
    phoneNumber: Type.Optional(Type.String({ examples: ['+44 7700 900123'] })),
  },
  { description: 'Who agreed to share with you.' },
);

/** What it may answer. */
export const NamedShape = Type.Object(
  { workProviderUserId: DriverId },
  { description: 'Your identifier of this driver: it is linked to them.' },
);
