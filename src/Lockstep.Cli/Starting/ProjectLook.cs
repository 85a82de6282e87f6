namespace Lockstep.Cli.Starting;

/// <summary>What a project's directory tells about it, so that its first settings fit.</summary>
/// <param name="DeployScript">The script that is run by convention; null for none.</param>
/// <param name="HasGit">Whether git says what is ignored.</param>
/// <param name="Built">Directories of what tools make, in gitignore's syntax: they need not be sent.</param>
/// <param name="Installs">A list of dependencies and the command that installs them; null for none.</param>
/// <param name="Hidden">Files that a program may need there, and that stay here since their names start with a dot.</param>
internal sealed record ProjectLook(
    string? DeployScript, bool HasGit, IReadOnlyList<string> Built, (string Path, string Command)? Installs, IReadOnlyList<string> Hidden)
{
    private static readonly (string Sign, string[] Built, string? Install)[] Languages =
    [
        ("package.json", ["node_modules/"], null),
        ("package-lock.json", [], "npm ci"),
        ("yarn.lock", [], "yarn install --immutable"),
        ("pnpm-lock.yaml", [], "pnpm install --frozen-lockfile"),
        ("requirements.txt", ["venv/", "__pycache__/"], "pip install -r requirements.txt"),
        ("pyproject.toml", ["venv/", "__pycache__/", "dist/"], null),
        ("uv.lock", [], "uv sync --frozen"),
        ("manage.py", ["venv/", "__pycache__/"], null),
        ("Cargo.toml", ["target/"], null),
        ("Gemfile.lock", [], "bundle install"),
        ("composer.lock", ["vendor/"], "composer install --no-dev"),
        ("pom.xml", ["target/"], null),
        ("build.gradle", ["build/"], null),
    ];

    private static readonly string[] Needed = [".env", ".env.production", ".htaccess", ".well-known", ".streamlit"];

    /// <summary>Looks at a directory. Nothing of it is run or read beyond its names.</summary>
    public static ProjectLook At(string directory)
    {
        bool Has(string name) => Path.Exists(Path.Join(directory, name));
        (string Sign, string[] Built, string? Install)[] found = [.. Languages.Where(language => Has(language.Sign))];
        bool hasGit = Has(".git") || Has(".gitignore");
        string? installed = found.FirstOrDefault(language => language.Install is not null).Sign;
        return new ProjectLook(
            Array.Find(["deploy.py", "deploy.sh"], Has),
            hasGit,
            // git's rules have them already.
            hasGit ? [] : [.. found.SelectMany(language => language.Built).Distinct()],
            installed is null ? null : (installed, found.First(language => language.Sign == installed).Install!),
            [.. Needed.Where(Has)]);
    }
}
