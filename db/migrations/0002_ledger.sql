ALTER TABLE "gateways" ADD COLUMN "fence_after_ms" integer;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "closing_epoch" bigint;--> statement-breakpoint
ALTER TABLE "ledger_state" ADD COLUMN "hourly_marked_until" timestamp (3) with time zone DEFAULT '2026-01-01T00:00:00Z' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_state" ADD COLUMN "daily_marked_until" timestamp (3) with time zone DEFAULT '2026-01-01T00:00:00Z' NOT NULL;--> statement-breakpoint
CREATE INDEX "budget_shards_gateway_idx" ON "budget_shards" USING btree ("gateway_id","account_id");--> statement-breakpoint
CREATE INDEX "usage_base_bucket_idx" ON "usage_base" USING btree ("bucket");