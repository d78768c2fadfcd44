DROP INDEX "jobs_newest_idx";--> statement-breakpoint
ALTER TABLE "jobs" ALTER COLUMN "request" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "provider" text NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "error_code" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "claimed_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "upstream_job_id" text;--> statement-breakpoint
CREATE INDEX "jobs_open_idx" ON "jobs" USING btree ("admitted_at") WHERE status in ('QUEUED', 'PROCESSING');--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_prompt_not_kept" CHECK ("jobs"."request" is null or "jobs"."status" in ('QUEUED', 'PROCESSING'));--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_result_if_completed" CHECK (("jobs"."result" is not null) = ("jobs"."status" = 'COMPLETED'));