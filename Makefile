# The commands of the project. Each installs what it needs; PORT and DATABASE_URL are respected.

.PHONY: help install demo test check format lock master bench drill audit

help: ## この一覧
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

install: ## 開発とテストに必要なものをすべて入れる
	@bin/install.sh dev browser postgres

demo: ## 実データ入りのサイトを http://127.0.0.1:8000/ で動かす（PORT で変更）
	@bin/demo.sh

test: ## すべてのテスト（SQLite・PostgreSQL・ブラウザー）
	@bin/test.sh

check: ## 書式、静的検査、依存関係、マイグレーション、文書のリンク
	@bin/check.sh

format: ## 書式を整える
	@bin/install.sh dev
	@.venv/bin/ruff check --fix --quiet .; .venv/bin/ruff format --quiet .
	@git ls-files -z '*.html' | xargs -0 -r .venv/bin/djade --target-version 5.2 || true # 1: it rewrote some

lock: ## pyproject.toml から requirements/*.txt を作り直す
	@bin/lock.sh

master: ## 自治体マスターを作り直す
	@bin/master.sh

bench: ## 性能の測定（N=事業数、SAVE=1 で docs/performance.md に保存）
	@bin/bench.sh

drill: ## 故障の訓練（ウェブ、ワーカー、PostgreSQL の強制終了のもとで、投稿、回答、メールが失われず、重ならないこと）
	@bin/drill.sh

audit: ## Lighthouse（主なページを、机上の画面と電話の画面で）
	@bin/audit.sh
