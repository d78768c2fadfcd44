CREATE TABLE "usage_day_courses" (
	"account_id" text COLLATE "C" NOT NULL,
	"cut" smallint NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"endpoint" text NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"status" text NOT NULL,
	"requests" numeric NOT NULL,
	"input_tokens" numeric NOT NULL,
	"output_tokens" numeric NOT NULL,
	"images" numeric NOT NULL,
	"cost_nanos" numeric NOT NULL,
	CONSTRAINT "usage_day_courses_pkey" PRIMARY KEY("account_id","cut","bucket","key_id","endpoint","model_id","status")
);
--> statement-breakpoint
CREATE TABLE "usage_late_events" (
	"account_id" text COLLATE "C" NOT NULL,
	"admitted_at" timestamp (3) with time zone NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	CONSTRAINT "usage_late_events_pkey" PRIMARY KEY("account_id","admitted_at","id")
);
--> statement-breakpoint
CREATE TABLE "usage_marginals" (
	"account_id" text COLLATE "C" NOT NULL,
	"span_minutes" smallint NOT NULL,
	"cut" smallint NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"endpoint" text NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"status" text NOT NULL,
	"requests" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"images" bigint NOT NULL,
	"cost_nanos" bigint NOT NULL,
	"latency_histogram" numeric DEFAULT '0' NOT NULL,
	"ttft_histogram" numeric DEFAULT '0' NOT NULL,
	CONSTRAINT "usage_marginals_pkey" PRIMARY KEY("account_id","span_minutes","cut","bucket","key_id","endpoint","model_id","status")
);
--> statement-breakpoint
ALTER TABLE "ledger_state" ADD COLUMN "marginal_hours_until" timestamp (3) with time zone DEFAULT '2026-01-01T00:00:00Z' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_state" ADD COLUMN "marginal_hours_marked_until" timestamp (3) with time zone DEFAULT '2026-01-01T00:00:00Z' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_state" ADD COLUMN "marginal_days_until" timestamp (3) with time zone DEFAULT '2026-01-01T00:00:00Z' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_state" ADD COLUMN "marginal_days_marked_until" timestamp (3) with time zone DEFAULT '2026-01-01T00:00:00Z' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_state" ADD COLUMN "rebuild_from" text;--> statement-breakpoint
ALTER TABLE "usage_base" ADD COLUMN "latency_histogram" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_base" ADD COLUMN "ttft_histogram" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hourly" ADD COLUMN "latency_histogram" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hourly" ADD COLUMN "ttft_histogram" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
-- A course is some 2 kB of digits that are read whole: kept in its row, as it is, rather than compressed or moved out.
ALTER TABLE "usage_day_courses" SET (toast_tuple_target = 8160);
