CREATE TABLE "gateway_rates" (
	"gateway_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"reports" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
