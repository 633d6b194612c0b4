package app

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/registry"
)

// programs answers superette.v1.ProgramService: the registry's nouns in the API's words, with the names of people, which
// the registry does not know. Share spans chat and programs and is a command (commands.go).
type programs struct {
	registry *registry.Service
	people   *account.Service
	share    func(context.Context, *superettev1.ShareRequest) (*superettev1.ShareResponse, error)
}

func (p programs) ListShelf(ctx context.Context, _ *superettev1.ListShelfRequest) (*superettev1.ListShelfResponse, error) {
	if _, err := httpd.Require(ctx); err != nil {
		return nil, err
	}
	list, err := p.registry.List(ctx)
	if err != nil {
		return nil, err
	}
	users := make([]id.UserID, 0, len(list))
	for _, one := range list {
		if one.Owner != "" {
			users = append(users, one.Owner)
		}
	}
	names, err := p.people.People(ctx, users)
	if err != nil {
		return nil, err
	}
	answer := &superettev1.ListShelfResponse{Programs: make([]*superettev1.Program, len(list))}
	for i, one := range list {
		answer.Programs[i] = programMessage(one, names[one.Owner].Name)
	}
	return answer, nil
}

func (p programs) GetProgram(ctx context.Context, r *superettev1.GetProgramRequest) (*superettev1.GetProgramResponse, error) {
	if _, err := httpd.Require(ctx); err != nil {
		return nil, err
	}
	app, err := id.ParseAppID(r.GetAppId())
	if err != nil {
		return nil, err
	}
	found, versions, err := p.registry.History(ctx, app)
	if err != nil {
		return nil, err
	}
	message, err := p.named(ctx, found)
	if err != nil {
		return nil, err
	}
	answer := &superettev1.GetProgramResponse{Program: message}
	for _, v := range versions {
		answer.Versions = append(answer.Versions, &superettev1.ProgramVersion{
			Number: v.Number, Version: v.Label, Package: string(v.Package), ReleasedTs: v.ReleasedAt.UnixMilli(), Note: v.Note,
		})
	}
	return answer, nil
}

func (p programs) Share(ctx context.Context, r *superettev1.ShareRequest) (*superettev1.ShareResponse, error) {
	return p.share(ctx, r)
}

func (p programs) Prepare(ctx context.Context, r *superettev1.PrepareRequest) (*superettev1.PrepareResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	missing, err := p.registry.Prepare(ctx, by, r.GetManifest())
	if err != nil {
		return nil, err
	}
	answer := &superettev1.PrepareResponse{Missing: make([]string, len(missing))}
	for i, hash := range missing {
		answer.Missing[i] = string(hash)
	}
	return answer, nil
}

func (p programs) Publish(ctx context.Context, r *superettev1.PublishRequest) (*superettev1.PublishResponse, error) {
	by, err := httpd.Require(ctx)
	if err != nil {
		return nil, err
	}
	pub := registry.Publication{Manifest: r.GetManifest(), Label: r.GetVersion(), Note: r.GetNote()}
	if r.GetAppId() != "" {
		if pub.App, err = id.ParseAppID(r.GetAppId()); err != nil {
			return nil, err
		}
	}
	done, err := p.registry.Publish(ctx, by, pub)
	if err != nil {
		return nil, err
	}
	message, err := p.named(ctx, done)
	if err != nil {
		return nil, err
	}
	return &superettev1.PublishResponse{Program: message}, nil
}

// named writes a program for the API with its publisher's shown name, "" for the instance's own.
func (p programs) named(ctx context.Context, one registry.Program) (*superettev1.Program, error) {
	if one.Owner == "" {
		return programMessage(one, ""), nil
	}
	owner, err := p.people.Find(ctx, one.Owner)
	if err != nil {
		return nil, err
	}
	return programMessage(one, owner.Name), nil
}

func programMessage(p registry.Program, publisher string) *superettev1.Program {
	return &superettev1.Program{
		AppId: string(p.App), Name: p.Name, Color: p.Color, Logo: p.LogoURL(), Description: p.Description, Package: string(p.Package),
		Version: p.Label, Number: p.Number, ReleasedTs: p.ReleasedAt.UnixMilli(), Publisher: publisher, Dialect: p.Dialect,
		PageCount: int32(p.PageCount), SizeBytes: p.SizeBytes, //nolint:gosec // a manifest has at most 2,000 pages
	}
}

// exampleApp returns the appid of one of our own programs, by the name of its folder.
func exampleApp(folder string) id.AppID {
	return id.DeriveAppID("superette example " + folder)
}

// seedExamples compiles the programs in each folder of examples and puts them on the shelf as the given person's. A program
// that did not change keeps its version. It fails if one of ours does not compile.
func seedExamples(ctx context.Context, examples fs.FS, reg *registry.Service, owner id.UserID, now func() time.Time) ([]registry.Program, error) {
	folders, err := fs.ReadDir(examples, ".")
	if err != nil {
		return nil, fmt.Errorf("app: read the examples: %w", err)
	}
	// On the shelf they stand in the order of the demo's shops: Mei speaks of the first.
	slices.SortStableFunc(folders, func(a, b fs.DirEntry) int { return cmp.Compare(placeOf(a.Name()), placeOf(b.Name())) })
	var list []registry.Program
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		files, err := fs.Sub(examples, folder.Name())
		if err != nil {
			return nil, fmt.Errorf("app: read the examples: %w", err)
		}
		p, err := compileFiles(ctx, files, compiling{limits: reg.Limits(), sheets: newSheets(), now: now})
		if err != nil {
			return nil, err
		}
		if !p.opens() || p.errors() > 0 {
			return nil, fmt.Errorf("app: the example %s has errors: %+v", folder.Name(), p.diagnostics)
		}
		done, err := reg.Install(ctx, owner, exampleApp(folder.Name()), p.pkg, "")
		if err != nil {
			return nil, err
		}
		list = append(list, done)
	}
	return list, nil
}
