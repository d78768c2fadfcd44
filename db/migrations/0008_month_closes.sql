CREATE TABLE "month_closes" (
	"period" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"accounts" integer NOT NULL,
	"processed" integer NOT NULL,
	"changed" integer NOT NULL,
	"total_nanos" bigint NOT NULL,
	"total_cents" bigint NOT NULL,
	"states" jsonb NOT NULL,
	"failures" integer NOT NULL,
	"first_failures" jsonb NOT NULL
);
