CREATE TABLE "accounts" (
	"account_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"standing" text DEFAULT 'free' NOT NULL,
	"standing_since" timestamp (3) with time zone NOT NULL,
	"past_due_since" timestamp (3) with time zone,
	"held_at" timestamp (3) with time zone,
	"hold_reason" text,
	"ceiling_nanos" bigint NOT NULL,
	"stripe_customer_id" text,
	"billing_since" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"actor_user_id" text COLLATE "C",
	"action" text NOT NULL,
	"target" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_log_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"user_id" text COLLATE "C" NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "members_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "user_accounts" (
	"user_id" text COLLATE "C" NOT NULL,
	"account_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "user_accounts_pkey" PRIMARY KEY("user_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "characters" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"avatar_url" text NOT NULL,
	"short_description" text NOT NULL,
	"description" text NOT NULL,
	"greeting" text NOT NULL,
	"system_prompt" text NOT NULL,
	"tags" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "models" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"tier" text NOT NULL,
	"context_window" integer,
	"max_output_tokens" integer,
	"max_tokens_per_input_image" integer,
	"reasoning" boolean DEFAULT false NOT NULL,
	"jobs_only" boolean DEFAULT false NOT NULL,
	"long_context_above" integer,
	"providers" text[] NOT NULL,
	"upstream_ids" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"price_source" text NOT NULL,
	"position" integer NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "prices" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"variant" text NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"input_nanos" bigint,
	"output_nanos" bigint,
	"image_nanos" bigint,
	CONSTRAINT "prices_kind" CHECK (("prices"."image_nanos" is null) = ("prices"."input_nanos" is not null) and ("prices"."input_nanos" is null) = ("prices"."output_nanos" is null)),
	CONSTRAINT "prices_not_negative" CHECK (coalesce("prices"."input_nanos", 0) >= 0 and coalesce("prices"."output_nanos", 0) >= 0 and coalesce("prices"."image_nanos", 0) >= 0)
);
--> statement-breakpoint
CREATE TABLE "attempt_counters" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "auth_tokens" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"user_id" text COLLATE "C" NOT NULL,
	"purpose" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "oauth_accounts" (
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"user_id" text COLLATE "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "oauth_accounts_pkey" PRIMARY KEY("provider","provider_account_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"user_id" text COLLATE "C" NOT NULL,
	"account_id" text COLLATE "C",
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"user_agent" text,
	"address" text
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"image" text,
	"password_hash" text,
	"email_verified_at" timestamp (3) with time zone,
	"is_operator" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_email_lower" CHECK ("users"."email" = lower("users"."email"))
);
--> statement-breakpoint
CREATE TABLE "invoice_lines" (
	"account_id" text COLLATE "C" NOT NULL,
	"invoice_id" text COLLATE "C" NOT NULL,
	"line_no" integer NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"price_id" text COLLATE "C" NOT NULL,
	"direction" text NOT NULL,
	"description" text NOT NULL,
	"quantity" bigint NOT NULL,
	"rate_nanos" bigint NOT NULL,
	"cost_nanos" bigint NOT NULL,
	"cents" integer NOT NULL,
	CONSTRAINT "invoice_lines_pkey" PRIMARY KEY("account_id","invoice_id","line_no")
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"period" text NOT NULL,
	"status" text NOT NULL,
	"attempt" integer NOT NULL,
	"total_nanos" bigint NOT NULL,
	"total_cents" integer NOT NULL,
	"applied_balance_cents" integer DEFAULT 0 NOT NULL,
	"amount_due_cents" integer DEFAULT 0 NOT NULL,
	"amount_paid_cents" integer DEFAULT 0 NOT NULL,
	"carried_cents" integer DEFAULT 0 NOT NULL,
	"requests" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"stripe_invoice_id" text,
	"number" text,
	"hosted_url" text,
	"pdf_url" text,
	"attempted_payment" boolean DEFAULT false NOT NULL,
	"last_payment_error" text,
	"payment_failed_at" timestamp (3) with time zone,
	"issued_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoices_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"request_id" text COLLATE "C" NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"price_id" text COLLATE "C" NOT NULL,
	"status" text NOT NULL,
	"request" jsonb NOT NULL,
	"result" jsonb,
	"error" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"reserved_nanos" bigint NOT NULL,
	"admitted_at" timestamp (3) with time zone NOT NULL,
	"deadline_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "jobs_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"permissions" text[] NOT NULL,
	"status" text NOT NULL,
	"secret_hash" text NOT NULL,
	"secret_prefix" text NOT NULL,
	"secret_last_four" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"requests_per_minute" integer,
	"tokens_per_minute" integer,
	"created_by" text COLLATE "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"regenerated_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "key_lookup" (
	"hash" text PRIMARY KEY NOT NULL,
	"account_id" text COLLATE "C" NOT NULL,
	"key_id" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "budget_shards" (
	"account_id" text COLLATE "C" NOT NULL,
	"scope" text COLLATE "C" NOT NULL,
	"period" text NOT NULL,
	"gateway_id" text COLLATE "C" NOT NULL,
	"granted_nanos" bigint NOT NULL,
	"spent_nanos" bigint NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "budget_shards_pkey" PRIMARY KEY("account_id","scope","period","gateway_id"),
	CONSTRAINT "budget_shards_within_grant" CHECK ("budget_shards"."spent_nanos" >= 0 and "budget_shards"."spent_nanos" <= "budget_shards"."granted_nanos")
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"account_id" text COLLATE "C" NOT NULL,
	"scope" text COLLATE "C" NOT NULL,
	"period" text NOT NULL,
	"allocated_nanos" bigint NOT NULL,
	CONSTRAINT "budgets_pkey" PRIMARY KEY("account_id","scope","period"),
	CONSTRAINT "budgets_not_negative" CHECK ("budgets"."allocated_nanos" >= 0)
);
--> statement-breakpoint
CREATE TABLE "control_changes" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"account_id" text COLLATE "C",
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "control_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"clock_offset_ms" bigint NOT NULL,
	"epoch" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gateways" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"heartbeat_at" timestamp (3) with time zone NOT NULL,
	"fenced_at" timestamp (3) with time zone,
	"reclaimed_at" timestamp (3) with time zone,
	"acked_epoch" bigint NOT NULL,
	"oldest_reserved_period" text
);
--> statement-breakpoint
CREATE TABLE "periods" (
	"period" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"closing_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "spend_limits" (
	"account_id" text COLLATE "C" NOT NULL,
	"scope" text COLLATE "C" NOT NULL,
	"limit_nanos" bigint,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"updated_by" text COLLATE "C",
	CONSTRAINT "spend_limits_pkey" PRIMARY KEY("account_id","scope"),
	CONSTRAINT "spend_limits_not_negative" CHECK ("spend_limits"."limit_nanos" >= 0)
);
--> statement-breakpoint
CREATE TABLE "payment_methods" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text NOT NULL,
	"brand" text NOT NULL,
	"last_four" text NOT NULL,
	"exp_month" integer NOT NULL,
	"exp_year" integer NOT NULL,
	"is_default" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"detached_at" timestamp (3) with time zone,
	CONSTRAINT "payment_methods_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "setup_sessions" (
	"account_id" text COLLATE "C" NOT NULL,
	"id" text NOT NULL,
	"started_by" text COLLATE "C" NOT NULL,
	"status" text NOT NULL,
	"initial_limit_nanos" bigint,
	"created_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "setup_sessions_pkey" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"api_version" text,
	"object_id" text,
	"payload" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"processed_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "stripe_lookup" (
	"stripe_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"account_id" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"hourly_until" timestamp (3) with time zone NOT NULL,
	"daily_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rejections" (
	"account_id" text COLLATE "C" NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"endpoint" text NOT NULL,
	"reason" text NOT NULL,
	"requests" bigint NOT NULL,
	CONSTRAINT "rejections_pkey" PRIMARY KEY("account_id","bucket","key_id","endpoint","reason")
);
--> statement-breakpoint
CREATE TABLE "settlement_failures" (
	"account_id" text COLLATE "C" NOT NULL,
	"request_id" text COLLATE "C" NOT NULL,
	"event" jsonb NOT NULL,
	"reason" text NOT NULL,
	"failed_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "settlement_failures_pkey" PRIMARY KEY("account_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "usage_base" (
	"account_id" text COLLATE "C" NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"endpoint" text NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"price_id" text COLLATE "C" NOT NULL,
	"status" text NOT NULL,
	"requests" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"images" bigint NOT NULL,
	"estimated_requests" bigint NOT NULL,
	"cost_nanos" bigint NOT NULL,
	"input_cost_nanos" bigint NOT NULL,
	CONSTRAINT "usage_base_pkey" PRIMARY KEY("account_id","bucket","key_id","endpoint","model_id","price_id","status")
);
--> statement-breakpoint
CREATE TABLE "usage_daily" (
	"account_id" text COLLATE "C" NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"endpoint" text NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"price_id" text COLLATE "C" NOT NULL,
	"status" text NOT NULL,
	"requests" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"images" bigint NOT NULL,
	"estimated_requests" bigint NOT NULL,
	"cost_nanos" bigint NOT NULL,
	"input_cost_nanos" bigint NOT NULL,
	CONSTRAINT "usage_daily_pkey" PRIMARY KEY("account_id","bucket","key_id","endpoint","model_id","price_id","status")
);
--> statement-breakpoint
CREATE TABLE "usage_events" (
	"account_id" text COLLATE "C" NOT NULL,
	"admitted_at" timestamp (3) with time zone NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"endpoint" text NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"price_id" text COLLATE "C" NOT NULL,
	"status" text NOT NULL,
	"http_status" integer NOT NULL,
	"error_code" text,
	"input_tokens" integer NOT NULL,
	"output_tokens" integer NOT NULL,
	"reasoning_tokens" integer DEFAULT 0 NOT NULL,
	"images" integer NOT NULL,
	"cost_nanos" bigint NOT NULL,
	"input_cost_nanos" bigint NOT NULL,
	"reserved_nanos" bigint NOT NULL,
	"absorbed_nanos" bigint NOT NULL,
	"waived_nanos" bigint NOT NULL,
	"estimated" boolean NOT NULL,
	"streamed" boolean NOT NULL,
	"provider" text,
	"upstream_id" text,
	"gateway_id" text COLLATE "C" NOT NULL,
	"latency_ms" integer NOT NULL,
	"ttft_ms" integer,
	"settled_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_events_pkey" PRIMARY KEY("account_id","admitted_at","id"),
	CONSTRAINT "usage_events_not_negative" CHECK ("usage_events"."cost_nanos" >= 0 and "usage_events"."input_cost_nanos" between 0 and "usage_events"."cost_nanos" and "usage_events"."input_tokens" >= 0 and "usage_events"."output_tokens" >= 0 and "usage_events"."images" >= 0)
);
--> statement-breakpoint
CREATE TABLE "usage_hourly" (
	"account_id" text COLLATE "C" NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"endpoint" text NOT NULL,
	"model_id" text COLLATE "C" NOT NULL,
	"price_id" text COLLATE "C" NOT NULL,
	"status" text NOT NULL,
	"requests" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"images" bigint NOT NULL,
	"estimated_requests" bigint NOT NULL,
	"cost_nanos" bigint NOT NULL,
	"input_cost_nanos" bigint NOT NULL,
	CONSTRAINT "usage_hourly_pkey" PRIMARY KEY("account_id","bucket","key_id","endpoint","model_id","price_id","status")
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_user_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_accounts" ADD CONSTRAINT "user_accounts_user_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prices" ADD CONSTRAINT "prices_model_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_tokens" ADD CONSTRAINT "auth_tokens_user_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_accounts" ADD CONSTRAINT "oauth_accounts_user_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_invoice_fk" FOREIGN KEY ("account_id","invoice_id") REFERENCES "public"."invoices"("account_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_shards" ADD CONSTRAINT "budget_shards_budget_fk" FOREIGN KEY ("account_id","scope","period") REFERENCES "public"."budgets"("account_id","scope","period") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spend_limits" ADD CONSTRAINT "spend_limits_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_methods" ADD CONSTRAINT "payment_methods_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "setup_sessions" ADD CONSTRAINT "setup_sessions_account_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_at_idx" ON "audit_log" USING btree ("account_id","at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "members_account_user_key" ON "members" USING btree ("account_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "prices_model_variant_from_key" ON "prices" USING btree ("model_id","variant","effective_from");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_account_period_key" ON "invoices" USING btree ("account_id","period");--> statement-breakpoint
CREATE INDEX "jobs_newest_idx" ON "jobs" USING btree ("account_id","admitted_at","id");--> statement-breakpoint
CREATE INDEX "stripe_events_due_idx" ON "stripe_events" USING btree ("processed_at","next_attempt_at");--> statement-breakpoint
CREATE INDEX "settlement_failures_at_idx" ON "settlement_failures" USING btree ("account_id","failed_at");