ALTER TABLE "notices" ADD COLUMN "template" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "data" jsonb;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "queued_at" timestamp (3) with time zone;--> statement-breakpoint
-- Those that are there were queued as they were written.
UPDATE "notices" SET "template" = "kind", "data" = '{}', "queued_at" = "at";--> statement-breakpoint
ALTER TABLE "notices" ALTER COLUMN "template" SET NOT NULL, ALTER COLUMN "data" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "notices_waiting_idx" ON "notices" USING btree ("at") WHERE queued_at is null;
