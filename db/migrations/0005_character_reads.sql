CREATE TABLE "character_reads" (
	"account_id" text COLLATE "C" NOT NULL,
	"day" timestamp (3) with time zone NOT NULL,
	"reads" integer NOT NULL,
	CONSTRAINT "character_reads_pkey" PRIMARY KEY("account_id")
);
--> statement-breakpoint
ALTER TABLE "character_reads" ADD CONSTRAINT "character_reads_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;