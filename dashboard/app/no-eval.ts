import * as z from 'zod';

// The content security policy forbids making code from text, and a schema of zod would try. Imported first, so that no schema exists yet.
z.config({ jitless: true });
