import type { Validity } from './answers.ts';
import { Refused } from './errors.ts';
import { type Instant, timestampOf } from './instants.ts';
import type { Driver } from './reports.ts';
import type { Caller, CallOptions } from './send.ts';

/** Whether work for you gives a driver cover at present. */
export type DriverStatus = {
  readonly status: 'ENABLED' | 'DISABLED';
  readonly detail: string;
  readonly policyId: string;
  readonly customerNumber: string;
  readonly driverId: string;
  readonly workProviderUserId: string;
};

/** A shift of version 2. */
export type StoredShift = { readonly id: string; readonly startTime: string; readonly endTime: string | null };

/** What concerns one driver. */
export function drivers({ get, call }: Caller, localTimes: boolean) {
  return {
    /** Whether a customer has the number, and whether the email is theirs. */
    validateCustomerNumber: async (number: string, email?: string, options?: CallOptions): Promise<Validity> => {
      try {
        await get(`/v1/validate/customer-number/${encodeURIComponent(number)}`, { email }, options);
        return 'valid';
      } catch (error) {
        const { code } = error instanceof Refused ? error : {};
        if (code === 'INVALID_CUSTOMER' || code === 'INVALID_CUSTOMER_EMAIL') return code;
        throw error;
      }
    },
    /** Whether work for you gives a driver cover. Throws Refused for one who never agreed to share with you. */
    driverStatus: async (driver: Driver, options?: CallOptions) =>
      await get<DriverStatus>('/v1/user/status', driver, options),
    /** Tells the insurer whether a customer number is that of one of your drivers. */
    reportMatch: async (customerNumber: string, success: boolean, options?: CallOptions): Promise<void> =>
      await call('POST', '/v1/match', { customerNumber, success }, options),
    /** Stores a shift that begins within 30 minutes of now, or was just worked. The same again is the same shift. */
    beginShift: async (user: Driver, startTime: Instant, endTime?: Instant, options?: CallOptions) =>
      await call<StoredShift>(
        'POST',
        '/v2/shift',
        {
          user,
          startTime: timestampOf(startTime, localTimes),
          endTime: endTime === undefined ? null : timestampOf(endTime, localTimes),
        },
        options,
      ),
    /** Ends a shift that `beginShift` stored. */
    endShift: async (id: string, endTime: Instant, options?: CallOptions) =>
      await call<StoredShift>(
        'PUT',
        `/v2/shift/${encodeURIComponent(id)}`,
        { endTime: timestampOf(endTime, localTimes) },
        options,
      ),
  };
}
